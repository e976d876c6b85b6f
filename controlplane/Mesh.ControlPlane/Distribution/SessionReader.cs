using System.IO.Pipelines;
using Mesh.Contract;
using Microsoft.AspNetCore.Connections;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Reads what a proxy sends: preamble, hello, then messages, each within its limit.</summary>
sealed class SessionReader(PipeReader input, DistributionOptions options)
{
    /// <summary>Why reading ended; empty when the proxy closed in good order.</summary>
    public string Error { get; private set; } = "";

    /// <summary>The introduction; null when the peer sent none that can be read.</summary>
    public async ValueTask<Hello?> HelloAsync()
    {
        if (!await PreambleAsync())
            return null;
        var message = await ReadAsync(options.MaxHelloLength);
        if (message?.MessageCase == ClientMessage.MessageOneofCase.Hello)
            return message.Hello;
        Error = Error.Length > 0 ? Error : message is null ? "the peer closed before its hello" : "the first message is no hello";
        return null;
    }

    /// <summary>The next part of what the proxy holds; null when it sent none that can be read.</summary>
    public async ValueTask<HeldResources?> HeldAsync()
    {
        var message = await ReadAsync(options.MaxMessageLength);
        if (message?.MessageCase == ClientMessage.MessageOneofCase.Held)
            return message.Held;
        Error = Error.Length > 0 ? Error : message is null ? "the peer closed within its hello" : "a message other than the rest of the hello came within it";
        return null;
    }

    /// <summary>Reading ends here, for a reason of the caller's.</summary>
    /// <returns>False.</returns>
    public bool Fail(string reason)
    {
        Error = reason;
        return false;
    }

    /// <summary>The next message; null at the end of the stream or on an error.</summary>
    public ValueTask<ClientMessage?> MessageAsync() => ReadAsync(options.MaxMessageLength);

    async ValueTask<bool> PreambleAsync()
    {
        while (await FillAsync() is { } result)
        {
            var buffer = result.Buffer;
            var status = Preamble.TryRead(ref buffer, out var version);
            input.AdvanceTo(buffer.Start, status == PreambleStatus.Accepted ? buffer.Start : buffer.End);
            if (status == PreambleStatus.Accepted)
                return true;
            if (status != PreambleStatus.Incomplete || result.IsCompleted)
            {
                Error = Preamble.Describe(status, version);
                return false;
            }
        }

        return false;
    }

    async ValueTask<ClientMessage?> ReadAsync(int limit)
    {
        while (await FillAsync() is { } result)
        {
            var buffer = result.Buffer;
            var status = Framing.TryRead(ref buffer, ClientMessage.Parser, out var message, limit);
            // Everything is examined, so that the transport goes on reading a message larger than its own buffer.
            input.AdvanceTo(buffer.Start, status == FrameStatus.Complete ? buffer.Start : buffer.End);
            if (message is not null)
                return message;
            if (status != FrameStatus.Incomplete || result.IsCompleted)
            {
                Error = Describe(status, limit, buffer.Length);
                return null;
            }
        }

        return null;
    }

    async ValueTask<ReadResult?> FillAsync()
    {
        try
        {
            var result = await input.ReadAsync();
            return result.IsCanceled ? null : result;
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or ConnectionResetException or OperationCanceledException)
        {
            return null;
        }
    }

    static string Describe(FrameStatus status, int limit, long left) => status switch
    {
        FrameStatus.TooLong => $"a message is longer than {limit} bytes",
        FrameStatus.Malformed => "a message is not one of the contract",
        FrameStatus.Incomplete when left > 0 => "the peer closed within a message",
        FrameStatus.Incomplete or FrameStatus.Complete => "",
    };
}
