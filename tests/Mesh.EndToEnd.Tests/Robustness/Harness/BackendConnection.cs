using System.Net.Sockets;
using System.Text;

namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>A connection that the proxy opened to a backend, with a record of what it sent.</summary>
sealed class BackendConnection(Socket socket)
{
    const int MaxRecord = 128 * 1024;
    const int TailLength = 7;

    readonly MemoryStream record = new();
    byte[] buffer = new byte[16 * 1024];
    int start;
    int end;
    long received;
    long sent;
    string tail = "";

    public long BytesReceived => Volatile.Read(ref received);

    public long BytesSent => Volatile.Read(ref sent);

    /// <summary>Null while it is open; then how the proxy ended it.</summary>
    public ReplyEnd? End { get; private set; }

    /// <summary>What came first, up to a limit.</summary>
    public string Record
    {
        get
        {
            lock (record)
            {
                return Encoding.Latin1.GetString(record.ToArray());
            }
        }
    }

    /// <summary>One request head without its last empty line; null: the proxy ended the connection.</summary>
    public async Task<string?> ReadHeadAsync()
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                var head = Encoding.Latin1.GetString(buffer, start, length);
                start += length + 4;
                return head;
            }

            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    /// <summary>Reads and drops so many bytes. False: the proxy ended the connection before.</summary>
    public async Task<bool> SkipAsync(long count)
    {
        while (count > 0)
        {
            if (start == end && !await FillAsync())
            {
                return false;
            }

            var taken = (int)Math.Min(count, end - start);
            start += taken;
            count -= taken;
        }

        return true;
    }

    /// <summary>Sends back so many bytes as they come; null: until a last chunk's bytes end what came.</summary>
    public async Task EchoAsync(long? length)
    {
        for (var left = length ?? long.MaxValue; left > 0;)
        {
            if (start == end && !await FillAsync())
            {
                return;
            }

            var piece = buffer.AsMemory(start, (int)Math.Min(left, end - start));
            start += piece.Length;
            left -= piece.Length;
            if (!await SendAsync(piece) || (length is null && tail.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)))
            {
                return;
            }
        }
    }

    /// <summary>Reads until the proxy ends the connection.</summary>
    public async Task ReadToEndAsync()
    {
        do
        {
            start = end = 0;
        }
        while (await FillAsync());
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>False: the proxy no longer wants it.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                var count = await socket.SendAsync(bytes, SocketFlags.None);
                Volatile.Write(ref sent, sent + count);
                bytes = bytes[count..];
            }

            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    public void Finish() => socket.Dispose();

    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    async Task<bool> FillAsync()
    {
        if (start == end)
        {
            start = end = 0;
        }
        else if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        try
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(end), SocketFlags.None);
            if (count == 0)
            {
                End = ReplyEnd.Fin;
                return false;
            }

            Keep(count);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            End = ReplyEnd.Reset;
            return false;
        }
    }

    void Keep(int count)
    {
        var last = Math.Min(count, TailLength);
        tail += Encoding.Latin1.GetString(buffer, end + count - last, last);
        tail = tail[^Math.Min(tail.Length, TailLength)..];
        if (record.Length < MaxRecord)
        {
            lock (record)
            {
                record.Write(buffer, end, count);
            }
        }

        end += count;
        Volatile.Write(ref received, received + count);
    }
}
