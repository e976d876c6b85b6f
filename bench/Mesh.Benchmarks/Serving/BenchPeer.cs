using System.Buffers;
using Mesh.Transport;

namespace Mesh.Benchmarks.Serving;

/// <summary>One end of an in-memory connection that costs as little as it can.</summary>
sealed class BenchPeer(TransportConnection connection)
{
    public void Send(byte[] bytes)
    {
        connection.Output.Write(bytes);
        _ = connection.Output.FlushAsync();
    }

    /// <summary>Drops what arrived; returns how many bytes it was.</summary>
    public int Receive()
    {
        if (!connection.Input.TryRead(out var read))
        {
            return 0;
        }

        var length = (int)read.Buffer.Length;
        connection.Input.AdvanceTo(read.Buffer.End);
        return length;
    }

    /// <summary>What arrived, as text.</summary>
    public string ReceiveText()
    {
        if (!connection.Input.TryRead(out var read))
        {
            return "";
        }

        var text = System.Text.Encoding.ASCII.GetString(read.Buffer.ToArray());
        connection.Input.AdvanceTo(read.Buffer.End);
        return text;
    }
}
