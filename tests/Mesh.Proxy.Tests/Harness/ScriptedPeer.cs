using System.Buffers;
using System.Text;
using Mesh.Testing.InMemory;
using Mesh.Transport;

namespace Mesh.Proxy.Tests.Harness;

/// <summary>One end of a connection in a test's hands: says bytes, and keeps what it hears until the test asks for it.</summary>
sealed class ScriptedPeer
{
    readonly InMemoryNetwork network;
    readonly List<byte> heard = [];
    Task flush = Task.CompletedTask;
    TaskCompletionSource? wake;
    bool isDeaf;

    public ScriptedPeer(InMemoryNetwork network, InMemoryConnection connection)
    {
        this.network = network;
        Connection = connection;
        _ = ListenAsync();
    }

    public InMemoryConnection Connection { get; }

    /// <summary>How the other side ended its direction; Open: it has not.</summary>
    public ConnectionEnd End { get; private set; }

    /// <summary>All bytes since the connection began.</summary>
    public long TotalHeard { get; private set; }

    /// <summary>While true, this peer reads nothing.</summary>
    public bool IsDeaf
    {
        get => isDeaf;
        set
        {
            isDeaf = value;
            if (!value)
            {
                wake?.TrySetResult();
                network.RunUntilIdle();
            }
        }
    }

    public ScriptedPeer Says(string text) => Says(Encoding.Latin1.GetBytes(text));

    public ScriptedPeer Says(byte[] bytes)
    {
        Connection.Output.Write(bytes);
        if (flush.IsCompleted)
        {
            // Else the one under way takes these bytes too.
            flush = Connection.Output.FlushAsync().AsTask();
        }

        network.RunUntilIdle();
        return this;
    }

    /// <summary>FIN.</summary>
    public ScriptedPeer Finishes()
    {
        Connection.Output.Complete();
        network.RunUntilIdle();
        return this;
    }

    public ScriptedPeer Closes()
    {
        Connection.Close();
        network.RunUntilIdle();
        return this;
    }

    /// <summary>RST.</summary>
    public ScriptedPeer Resets()
    {
        Connection.Abort();
        network.RunUntilIdle();
        return this;
    }

    /// <summary>What was heard since the last call.</summary>
    public string Hears()
    {
        network.RunUntilIdle();
        var text = Encoding.Latin1.GetString([.. heard]);
        heard.Clear();
        return text;
    }

    /// <summary>One response: head and a body of Content-Length; the rest stays for the next call.</summary>
    public HeardMessage HearsMessage()
    {
        network.RunUntilIdle();
        var text = Encoding.Latin1.GetString([.. heard]);
        var message = HeardMessage.Parse(text);
        heard.RemoveRange(0, message.Length);
        return message;
    }

    async Task ListenAsync()
    {
        while (End == ConnectionEnd.Open)
        {
            if (isDeaf)
            {
                wake = new TaskCompletionSource();
                await wake.Task;
            }

            var read = await Connection.Input.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                heard.AddRange(segment.Span);
                TotalHeard += segment.Length;
            }

            Connection.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                End = Connection.InputEnd;
            }
        }
    }
}
