using System.Text;
using Mesh.Protocols.Paths;

namespace Mesh.Protocols.Tests.Paths;

/// <summary>The normalizer over text: what comes out, or the name of the error.</summary>
static class Normalized
{
    public static string Of(string path, PathNormalization mode)
    {
        var bytes = Encoding.Latin1.GetBytes(path);
        var destination = new byte[PathNormalizer.MaxLength(bytes.Length)];
        var status = PathNormalizer.Normalize(bytes, mode, destination, out var written, out var error);
        Assert.Equal(status == PathStatus.Rejected, error != PathError.None);
        Assert.Equal(status == PathStatus.Rewritten, written > 0);
        var text = Encoding.Latin1.GetString(destination, 0, written);
        Assert.False(status == PathStatus.Rewritten && text == path, $"{path} was rewritten to itself");
        return status switch
        {
            PathStatus.Unchanged => path,
            PathStatus.Rewritten => text,
            PathStatus.Rejected => error.ToString(),
        };
    }
}
