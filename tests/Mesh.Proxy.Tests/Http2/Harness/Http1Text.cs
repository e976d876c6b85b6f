using System.Globalization;

namespace Mesh.Proxy.Tests.Http2.Harness;

/// <summary>What of one HTTP/1 message has come, by the simplest reader there is.</summary>
sealed class Http1Text
{
    public string Head { get; private set; } = "";

    public List<string> Interims { get; } = [];

    public string Body { get; private set; } = "";

    public string Trailers { get; private set; } = "";

    public bool IsWhole { get; private set; }

    public int Length { get; private set; }

    /// <param name="hasNoBody">The answer to HEAD.</param>
    /// <param name="isEnded">FIN stands behind it.</param>
    public static Http1Text Parse(string text, bool hasNoBody, bool isEnded)
    {
        var message = new Http1Text();
        var at = 0;
        while (text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal) is >= 0 and var end)
        {
            var head = text[at..(end + 4)];
            at = end + 4;
            if (head.StartsWith("HTTP/1.1 1", StringComparison.Ordinal) && !head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
            {
                message.Interims.Add(head);
                continue;
            }

            message.Head = head;
            message.ReadBody(text, at, hasNoBody, isEnded);
            break;
        }

        return message;
    }

    void ReadBody(string text, int at, bool hasNoBody, bool isEnded)
    {
        var isResponse = Head.StartsWith("HTTP/", StringComparison.Ordinal);
        var length = Field("content-length");
        if (hasNoBody || Head.StartsWith("HTTP/1.1 204", StringComparison.Ordinal) || Head.StartsWith("HTTP/1.1 304", StringComparison.Ordinal))
        {
            Take(text, at, 0, isWhole: true);
        }
        else if (Field("transfer-encoding") == "chunked")
        {
            ReadChunks(text, at);
        }
        else if (length is not null)
        {
            var expected = int.Parse(length, CultureInfo.InvariantCulture);
            Take(text, at, Math.Min(expected, text.Length - at), text.Length - at >= expected);
        }
        else
        {
            Take(text, at, isResponse ? text.Length - at : 0, !isResponse || isEnded);
        }
    }

    void Take(string text, int at, int length, bool isWhole)
    {
        Body = text.Substring(at, length);
        Length = at + length;
        IsWhole = isWhole;
    }

    void ReadChunks(string text, int at)
    {
        while (text.IndexOf("\r\n", at, StringComparison.Ordinal) is >= 0 and var end)
        {
            var size = int.Parse(text[at..end], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at = end + 2;
            if (size == 0)
            {
                ReadTrailers(text, at);
                return;
            }

            Body += text.Substring(at, Math.Min(size, text.Length - at));
            at += size + 2;
            if (at > text.Length)
            {
                return;
            }
        }
    }

    void ReadTrailers(string text, int at)
    {
        var end = text.AsSpan(at).StartsWith("\r\n") ? at : text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal) + 2;
        if (end >= at)
        {
            Trailers = text[at..end];
            Length = end + 2;
            IsWhole = true;
        }
    }

    string? Field(string name) => Head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();
}
