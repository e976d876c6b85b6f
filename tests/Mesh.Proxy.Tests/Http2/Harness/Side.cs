namespace Mesh.Proxy.Tests.Http2.Harness;

/// <summary>One side of an exchange, client or upstream, in whichever version: what it heard and what it says.</summary>
abstract class Side
{
    /// <summary>The head heard, in HTTP/1 form; empty: none yet.</summary>
    public abstract string Head { get; }

    public string StartLine => Head.Split("\r\n")[0];

    public int Status => Head.Length == 0 ? 0 : int.Parse(StartLine.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    public string? this[string name] => Values(name).FirstOrDefault();

    public IEnumerable<string> Values(string name) => Head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim());

    /// <summary>1xx heads heard before the final one.</summary>
    public abstract IReadOnlyList<string> Interims { get; }

    /// <summary>Content heard, without framing.</summary>
    public abstract string Body { get; }

    /// <summary>Lines with CRLF.</summary>
    public abstract string Trailers { get; }

    /// <summary>The message heard is complete.</summary>
    public abstract bool IsWhole { get; }

    /// <summary>"" for none; "reset", or the code of RST_STREAM.</summary>
    public abstract string Reset { get; }

    /// <summary>Content in the framing that the head announced.</summary>
    public abstract void Sends(string content);

    /// <summary>The message is complete.</summary>
    public abstract void Ends(params string[] trailers);

    /// <summary>RST of a connection, RST_STREAM.</summary>
    public abstract void Resets();

    /// <summary>Server: an interim head.</summary>
    public abstract void AnswersInterim(int status, params string[] fields);

    /// <summary>Server: the final head.</summary>
    /// <param name="length">Content that follows; -1: unknown, as the version says it.</param>
    public abstract void Answers(int status, long length, params string[] fields);
}
