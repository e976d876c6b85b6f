using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Text;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Transport;

namespace Mesh.Proxy.Admin;

/// <summary>One connection to admin: requests one after the other, each answered before the next is read. Simple on purpose; it is not on anybody's request's way.</summary>
sealed class AdminConnection(TransportConnection connection, AdminSite site, TimeProvider time)
{
    /// <summary>A body has no meaning here; what is small is dropped so that the connection lives, what is not closes it.</summary>
    const int MaxBodyBytes = 64 * 1024;

    static readonly Http1Limits Limits = new() { MaxHeadBytes = 16 * 1024, MaxFields = 64, MaxTargetBytes = 4 * 1024 };
    static readonly LogLimit Faults = new(linesPerSecond: 5);

    readonly Http1Head head = new(Limits);
    readonly AdminDeadline deadline = new(connection);
    bool endsByClosing;

    /// <summary>Serves until either side closes. Never throws.</summary>
    public async Task ServeAsync()
    {
        try
        {
            deadline.Set(AdminDeadline.Busy);
            while (await ServeOneAsync())
            {
                deadline.Set(AdminDeadline.Idle);
            }

            connection.Close();
        }
        catch (IOException)
        {
            // The client went away in the middle of an answer.
            connection.Abort();
        }
        catch (Exception exception)
        {
            Log.Write(LogArea.Admin, LogLevel.Error, Faults, $"a connection to admin ended: {exception}");
            connection.Abort();
        }
        finally
        {
            deadline.Cancel();
        }
    }

    /// <summary>False: the connection is done.</summary>
    async Task<bool> ServeOneAsync()
    {
        var (status, request) = await ReadHeadAsync();
        if (request is null)
        {
            return status != 0 && await RefuseAsync(status);
        }

        deadline.Set(AdminDeadline.Busy);
        if (!await DropBodyAsync())
        {
            return await RefuseAsync(413);
        }

        var keepAlive = head.KeepAlive;
        await WriteAsync(request, Answer(request), keepAlive);
        return keepAlive && !endsByClosing;
    }

    AdminResponse Answer(AdminRequest request)
    {
        try
        {
            return site.Answer(request);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.Write(LogArea.Admin, LogLevel.Error, Faults, $"{request.Method} {request.Path}: {exception}");
            return AdminResponse.Text(500, "The proxy could not answer; its log says why.\n");
        }
    }

    /// <summary>No request and status 0: the client closed. No request and another status: what to answer before closing.</summary>
    async Task<(int Status, AdminRequest? Request)> ReadHeadAsync()
    {
        var scanned = 0;
        while (true)
        {
            var result = await connection.Input.ReadAsync();
            var bytes = result.Buffer.ToArray();
            switch (Http1RequestParser.Parse(bytes, Limits, head, ref scanned, out var error))
            {
                case Http1ParseStatus.Complete:
                    var request = ToRequest(bytes);
                    connection.Input.AdvanceTo(result.Buffer.GetPosition(head.Length));
                    return (0, request);
                case Http1ParseStatus.Invalid:
                    connection.Input.AdvanceTo(result.Buffer.End);
                    return (Http1Errors.StatusOf(error), null);
            }

            if (result.IsCompleted)
            {
                connection.Input.AdvanceTo(result.Buffer.End);
                return (0, null);
            }

            connection.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    AdminRequest ToRequest(byte[] bytes)
    {
        var target = Encoding.Latin1.GetString(head.PathAndQuery.Of(bytes));
        var question = target.IndexOf('?');
        return new AdminRequest
        {
            Method = Encoding.Latin1.GetString(head.MethodRange.Of(bytes)),
            Path = question < 0 ? target : target[..question],
            Query = AdminQuery.Parse(question < 0 ? "" : target[(question + 1)..]),
            Host = Encoding.Latin1.GetString(head.Authority.Of(bytes)),
            Origin = Field(bytes, "origin"u8),
            AcceptsGzip = (Field(bytes, "accept-encoding"u8) ?? "").Split(',').Any(IsGzip),
            Remote = (connection.RemoteEndPoint as IPEndPoint)?.Address,
        };
    }

    static bool IsGzip(string coding) =>
        coding.Split(';') is [var name, .. var weight] && name.Trim() == "gzip" && !weight.Any(part => part.Trim() is "q=0" or "q=0.0");

    string? Field(byte[] bytes, ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var field in head.Fields)
        {
            if (Ascii.EqualsIgnoreCase(field.Name.Of(bytes), name))
            {
                return Encoding.Latin1.GetString(field.Value.Of(bytes));
            }
        }

        return null;
    }

    /// <summary>False: the body is too long, malformed or unfinished.</summary>
    async Task<bool> DropBodyAsync()
    {
        var body = new Http1BodyScanner(head, Limits);
        for (var dropped = 0L; !body.IsComplete;)
        {
            var result = await connection.Input.ReadAsync();
            var status = body.Scan(result.Buffer, out var consumed, out _, out _);
            connection.Input.AdvanceTo(result.Buffer.GetPosition(consumed), status == Http1ParseStatus.Complete ? result.Buffer.GetPosition(consumed) : result.Buffer.End);
            dropped += consumed;
            if (status == Http1ParseStatus.Invalid || dropped > MaxBodyBytes || (result.IsCompleted && status != Http1ParseStatus.Complete))
            {
                return false;
            }
        }

        return true;
    }

    async Task<bool> RefuseAsync(int status)
    {
        WriteWhole(AdminResponse.Text(status, $"{status} {Encoding.ASCII.GetString(Http1Reasons.Of(status))}\n"), keepAlive: false, isHead: false);
        await connection.Output.FlushAsync();
        return false;
    }

    async Task WriteAsync(AdminRequest request, AdminResponse response, bool keepAlive)
    {
        if (response.Write is { } write && !request.IsHead)
        {
            await WriteStreamAsync(response, write, request.AcceptsGzip, keepAlive);
        }
        else
        {
            WriteWhole(response, keepAlive, request.IsHead);
        }

        if ((await connection.Output.FlushAsync()).IsCompleted)
        {
            throw new IOException("the client has gone");
        }
    }

    async Task WriteStreamAsync(AdminResponse response, Func<Stream, CancellationToken, Task> write, bool gzip, bool keepAlive)
    {
        var isChunked = head.MinorVersion == 1;
        WriteHead(response, keepAlive && isChunked, isChunked ? -1 : null, gzip);
        await using var body = new ChunkedBodyStream(connection.Output, isChunked, deadline);
        if (gzip)
        {
            await using var compressed = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true);
            await write(compressed, CancellationToken.None);
        }
        else
        {
            await write(body, CancellationToken.None);
        }

        body.End();
        endsByClosing |= !isChunked;
    }

    void WriteWhole(AdminResponse response, bool keepAlive, bool isHead)
    {
        WriteHead(response, keepAlive, response.Write is null ? response.Body.Length : null);
        if (!isHead)
        {
            connection.Output.Write(response.Body.Span);
        }
    }

    /// <summary>Length null: not said; -1: chunked.</summary>
    void WriteHead(AdminResponse response, bool keepAlive, int? length, bool gzip = false)
    {
        var writer = new Http1Writer(connection.Output);
        writer.WriteStatusLine(response.Status);
        writer.WriteField("content-type"u8, Encoding.ASCII.GetBytes(response.ContentType));
        writer.WriteField("cache-control"u8, "no-cache, max-age=0"u8);
        writer.WriteField("x-content-type-options"u8, "nosniff"u8);
        writer.WriteField("server"u8, "mesh-proxy"u8);
        writer.WriteDateField(time.GetUtcNow().ToUnixTimeSeconds());
        if (response.Allow.Length > 0)
        {
            writer.WriteField("allow"u8, Encoding.ASCII.GetBytes(response.Allow));
        }

        if (gzip)
        {
            writer.WriteField("content-encoding"u8, "gzip"u8);
        }

        if (length is -1)
        {
            writer.WriteField("transfer-encoding"u8, "chunked"u8);
        }
        else if (length is { } known)
        {
            writer.WriteField("content-length"u8, known);
        }

        if (!keepAlive)
        {
            writer.WriteField("connection"u8, "close"u8);
        }

        writer.WriteCrLf();
        writer.Commit();
    }
}
