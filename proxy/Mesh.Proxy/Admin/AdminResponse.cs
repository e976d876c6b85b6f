using System.Text;

namespace Mesh.Proxy.Admin;

/// <summary>What a page answers: bytes, or a writer of bytes of unknown number.</summary>
sealed class AdminResponse
{
    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = "text/plain; charset=utf-8";

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>If set, writes the body instead; called on admin's loop.</summary>
    public Func<Stream, CancellationToken, Task>? Write { get; init; }

    /// <summary>With 405: the method that is allowed.</summary>
    public string Allow { get; init; } = "";

    public static AdminResponse Ok { get; } = Text(200, "OK\n");

    public static AdminResponse Text(int status, string text) => new() { Status = status, Body = Encoding.UTF8.GetBytes(text) };

    public static AdminResponse Json(ReadOnlyMemory<byte> json) => new() { ContentType = "application/json", Body = json };
}
