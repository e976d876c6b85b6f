using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>
/// A client that sends exactly the bytes it is given and reads responses strictly: what is cut off or malformed is told apart from what is whole. It never
/// retries and never opens another connection by itself.
/// </summary>
sealed class WireClient : IDisposable
{
    /// <summary>Bytes of a body that a reply keeps.</summary>
    public const int KeptBody = 64 * 1024;

    const int MaxHead = 256 * 1024;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    readonly Socket socket;
    readonly MemoryStream body = new();
    CancellationTokenSource timeout = new();
    byte[] buffer = new byte[16 * 1024];
    int start;
    int end;
    long bodyLength;
    long flooded;

    WireClient(Socket socket) => this.socket = socket;

    public static async Task<WireClient> ConnectAsync(int port, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        try
        {
            using var timeout = new CancellationTokenSource(Patience);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), timeout.Token);
            return new WireClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static byte[] Get(string path, string fields = "") => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: backend.test\r\n{fields}\r\n");

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, limit.Token)..];
        }
    }

    /// <summary>For what the server may refuse before it has read it all: an answer is there to be read even when sending fails.</summary>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>What <see cref="FloodAsync"/> has sent so far.</summary>
    public long Flooded => Volatile.Read(ref flooded);

    /// <summary>Sends the same bytes over and over, as fast as they are taken, until the connection ends.</summary>
    public async Task FloodAsync(byte[] bytes)
    {
        try
        {
            while (true)
            {
                Volatile.Write(ref flooded, flooded + await socket.SendAsync(bytes, SocketFlags.None));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    /// <summary>Half-closes: no more will be sent.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Goes away with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void Dispose()
    {
        socket.Dispose();
        timeout.Dispose();
    }

    /// <summary>One response; interim ones before it are skipped.</summary>
    public async Task<Reply> ReadAsync(string method = "GET", TimeSpan? within = null)
    {
        if (!timeout.TryReset())
        {
            timeout.Dispose();
            timeout = new CancellationTokenSource();
        }

        timeout.CancelAfter(within ?? Patience);
        body.SetLength(0);
        bodyLength = 0;
        var head = "";
        var status = 0;
        try
        {
            while (status is 0 or (>= 100 and < 200 and not 101))
            {
                head = await ReadHeadAsync();
                status = StatusOf(head);
            }

            await ReadBodyAsync(head, status, method);
            return new Reply(status, head, body.ToArray(), bodyLength, ReplyEnd.Whole);
        }
        catch (WireException broken)
        {
            return new Reply(status, head, body.ToArray(), bodyLength, broken.End);
        }
    }

    /// <summary>Reads and drops until the server ends the connection.</summary>
    /// <returns>How it ended, and how many bytes came before.</returns>
    public async Task<(ReplyEnd End, long Bytes)> ReadEndAsync(TimeSpan? within = null)
    {
        timeout.Dispose();
        timeout = new CancellationTokenSource(within ?? Patience);
        var dropped = (long)(end - start);
        start = end = 0;
        try
        {
            while (true)
            {
                await FillAsync();
                dropped += end;
                start = end = 0;
            }
        }
        catch (WireException broken)
        {
            return (broken.End, dropped);
        }
    }

    async Task<string> ReadHeadAsync()
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

            if (end - start > MaxHead)
            {
                throw new WireException(ReplyEnd.Malformed);
            }

            await FillAsync();
        }
    }

    static int StatusOf(string head) =>
        head.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && head.Length >= 12 && int.TryParse(head.AsSpan(9, 3), CultureInfo.InvariantCulture, out var status)
            ? status
            : throw new WireException(ReplyEnd.Malformed);

    async Task ReadBodyAsync(string head, int status, string method)
    {
        var fields = new Reply(status, head, [], 0, ReplyEnd.Whole);
        if (method == "HEAD" || status is 204 or 304 or 101)
        {
            return;
        }

        if (fields.Field("transfer-encoding").Equals("chunked", StringComparison.OrdinalIgnoreCase))
        {
            await ReadChunksAsync();
        }
        else if (fields.Field("content-length") is { Length: > 0 } length)
        {
            await TakeAsync(long.Parse(length, CultureInfo.InvariantCulture));
        }
        else
        {
            await ReadUntilCloseAsync();
        }
    }

    async Task ReadChunksAsync()
    {
        while (true)
        {
            var line = await ReadLineAsync();
            if (!long.TryParse(line.Split(';')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size))
            {
                throw new WireException(ReplyEnd.Malformed);
            }

            if (size == 0)
            {
                break;
            }

            await TakeAsync(size);
            if (await ReadLineAsync() != "")
            {
                throw new WireException(ReplyEnd.Malformed);
            }
        }

        while (await ReadLineAsync() != "")
        {
            // A trailer.
        }
    }

    async Task<string> ReadLineAsync()
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = Encoding.Latin1.GetString(buffer, start, length);
                start += length + 1;
                return line.EndsWith('\r') ? line[..^1] : throw new WireException(ReplyEnd.Malformed);
            }

            await FillAsync();
        }
    }

    async Task TakeAsync(long count)
    {
        while (count > 0)
        {
            if (start == end)
            {
                await FillAsync();
            }

            count -= Keep((int)Math.Min(count, end - start));
        }
    }

    async Task ReadUntilCloseAsync()
    {
        try
        {
            while (true)
            {
                Keep(end - start);
                await FillAsync();
            }
        }
        catch (WireException broken) when (broken.End == ReplyEnd.Fin)
        {
            // The orderly end is the end of the body (RFC 9112 section 6.3).
        }
    }

    int Keep(int count)
    {
        body.Write(buffer, start, Math.Min(count, Math.Max(0, KeptBody - (int)body.Length)));
        bodyLength += count;
        start += count;
        return count;
    }

    async Task FillAsync()
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
            var count = await socket.ReceiveAsync(buffer.AsMemory(end), SocketFlags.None, timeout.Token);
            end += count > 0 ? count : throw new WireException(ReplyEnd.Fin);
        }
        catch (SocketException)
        {
            throw new WireException(ReplyEnd.Reset);
        }
        catch (OperationCanceledException)
        {
            throw new WireException(ReplyEnd.TimedOut);
        }
    }

    sealed class WireException(ReplyEnd end) : Exception
    {
        public ReplyEnd End => end;
    }
}
