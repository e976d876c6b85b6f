using System.Globalization;

namespace Mesh.Proxy.Tests.Harness;

/// <summary>A message that a peer heard, taken apart by the simplest reader there is.</summary>
sealed record HeardMessage(string StartLine, IReadOnlyList<string> Fields, string Body, int Length)
{
    public int Status => int.Parse(StartLine.Split(' ')[1], CultureInfo.InvariantCulture);

    public string? this[string name] =>
        Fields.Where(field => field.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(field => field[(name.Length + 1)..].Trim()).FirstOrDefault();

    public static HeardMessage Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            throw new InvalidOperationException($"No whole message was heard: \"{text}\"");
        }

        var lines = text[..end].Split("\r\n");
        var message = new HeardMessage(lines[0], lines[1..], "", end + 4);
        var length = message["transfer-encoding"] == "chunked" ? text.IndexOf("0\r\n\r\n", end, StringComparison.Ordinal) + 5 - end - 4
            : message["content-length"] is { } value ? int.Parse(value, CultureInfo.InvariantCulture)
            : 0;
        length = Math.Min(length, text.Length - message.Length);
        return message with { Body = text.Substring(message.Length, length), Length = message.Length + length };
    }
}
