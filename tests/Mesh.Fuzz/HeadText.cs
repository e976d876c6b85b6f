using System.Text;
using Mesh.Protocols.Http1;

namespace Mesh.Fuzz;

/// <summary>What a head parser found, in forms that compare and that can be parsed again.</summary>
static class HeadText
{
    /// <summary>All that is acted on; offsets are not, nor is how the bytes were laid out.</summary>
    public static string Meaning(Http1Head head, byte[] bytes)
    {
        var text = new StringBuilder();
        text.Append($"{head.Method} {Of(head.MethodRange)} {head.TargetForm} {Of(head.Target)} {Of(head.PathAndQuery)} {Of(head.Path)} ");
        text.Append($"{Of(head.Authority)} {Of(head.Host)} {head.StatusCode} {Of(head.Reason)} 1.{head.MinorVersion} ");
        text.Append($"{head.BodyKind} {head.ContentLength} {head.KeepAlive} {head.ExpectsContinue} {head.IsUpgrade} {head.HasConnectionOptions}");
        foreach (var field in head.Fields)
        {
            text.Append($"\n{field.Known} {Of(field.Name)}: {Of(field.Value)}");
        }

        return text.ToString();

        string Of(ByteRange range) => Bytes.Latin1(range.Of(bytes));
    }

    /// <summary>The same head as a writer would send it.</summary>
    public static byte[] Rewritten(string startLine, Http1Head head, byte[] bytes)
    {
        var text = new StringBuilder(startLine).Append("\r\n");
        foreach (var field in head.Fields)
        {
            text.Append(Bytes.Latin1(field.Name.Of(bytes))).Append(": ").Append(Bytes.Latin1(field.Value.Of(bytes))).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }
}
