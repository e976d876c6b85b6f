using System.Collections.Concurrent;
using Grpc.Core;

namespace Mesh.EndToEnd.Tests.Grpc;

/// <summary>What the server saw of each call, by the client's "call" metadata.</summary>
sealed class EchoLog
{
    readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> began = new();
    readonly ConcurrentDictionary<string, bool> cancelled = new();

    /// <summary>As they stood on the wire, with gRPC's own; null: none such came, or not with this call.</summary>
    public string? HeaderOf(string call, string name) => began.GetValueOrDefault(call)?.GetValueOrDefault(name);

    public bool WasCancelled(string call) => cancelled.ContainsKey(call);

    public void Began(ServerCallContext context) => began[NameOf(context)] =
        context.GetHttpContext().Request.Headers.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    public void Cancelled(ServerCallContext context) => cancelled[NameOf(context)] = true;

    static string NameOf(ServerCallContext context) => context.RequestHeaders.GetValue("call") ?? "";
}
