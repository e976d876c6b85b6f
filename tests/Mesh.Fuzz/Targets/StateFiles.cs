using System.Security.Cryptography;
using Mesh.ControlPlane.Resources.LastGood;
using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.Fuzz.Targets;

/// <summary>The control plane's state file: used or not used with a reason, also under a checksum that fits.</summary>
sealed class StateFiles : IFuzzTarget
{
    const string Root = "/config";

    public IEnumerable<byte[]> Seeds =>
    [
        LastGoodCodec.Encode(Root, [new LastGoodDocument("a.yaml", new DocumentText(0, 1, "kind: Service"), ["Service default/a", "Service default/b"])]),
        LastGoodCodec.Encode(Root, []), LastGoodCodec.Encode("/other", []), [1],
    ];

    public IReadOnlyList<byte[]> Words { get; } = [[0, 0, 0, 0], [1, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 8], .. Bytes.Words("last-good ", Root)];

    public int Run(byte[] input)
    {
        var plain = LastGoodCodec.Decode(input, Root);
        var content = input[..Math.Max(input.Length - SHA256.HashSizeInBytes, 0)];
        var signed = LastGoodCodec.Decode([.. content, .. SHA256.HashData(content)], Root);
        Check.That(plain.Problem is null || plain.Documents.Count == 0, "what has a problem is not used");
        return HashCode.Combine(plain.Problem is null, signed.Problem?.Length, Math.Min(signed.Documents.Count, 3));
    }
}
