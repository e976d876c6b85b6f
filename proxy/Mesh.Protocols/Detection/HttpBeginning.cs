using System.Text;

namespace Mesh.Protocols.Detection;

/// <summary>
/// Whether a client that stopped within its first line may be about to send an HTTP request. Every token is a method (RFC 9110 section 9.1), so this
/// asks for one that servers know: an unknown word that waits for an answer is rather another protocol's ("JDWP-Handshake").
/// </summary>
public static class HttpBeginning
{
    /// <summary>IANA's registry of HTTP methods, with PURGE and QUERY.</summary>
    static readonly string[] Methods =
    [
        "ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "CONNECT", "COPY", "DELETE", "GET", "HEAD", "LABEL", "LINK", "LOCK", "MERGE", "MKACTIVITY",
        "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE", "MOVE", "OPTIONS", "ORDERPATCH", "PATCH", "POST", "PRI", "PROPFIND", "PROPPATCH", "PURGE", "PUT",
        "QUERY", "REBIND", "REPORT", "SEARCH", "TRACE", "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UPDATE", "UPDATEREDIRECTREF", "VERSION-CONTROL",
    ];

    /// <param name="bytes">From the connection's first on; not empty.</param>
    /// <returns>True: a known method and a blank, or what one begins with; some servers pass over line ends before it (RFC 9112 section 2.2).</returns>
    public static bool IsPossible(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimStart("\r\n"u8);
        var blank = bytes.IndexOfAny(" \t\v\f"u8);
        var word = blank < 0 ? bytes : bytes[..blank];
        foreach (var method in Methods)
        {
            if (blank < 0 ? IsBeginning(word, method) : word.Length == method.Length && IsBeginning(word, method))
            {
                return true;
            }
        }

        return false;
    }

    static bool IsBeginning(ReadOnlySpan<byte> word, string method) =>
        word.Length <= method.Length && Ascii.Equals(word, method.AsSpan(0, word.Length));
}
