using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>File bytes as text. Configuration is UTF-8, with or without a byte order mark; anything else is refused, not guessed
/// at.</summary>
static class SourceText
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="bytes">The whole file.</param>
    /// <param name="text">Its text without the byte order mark.</param>
    /// <param name="problem">Why there is none.</param>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? problem)
    {
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        (text, problem) = (null, null);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            problem = "is UTF-16; save it as UTF-8";
        }
        else if (bytes.IndexOf((byte)0) is >= 0 and var zero)
        {
            problem = $"is not text: byte {zero} is zero";
        }
        else
        {
            text = TryDecodeUtf8(bytes);
            problem = text is null ? "is not valid UTF-8" : null;
        }

        return text is not null;
    }

    static string? TryDecodeUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
