using System.Text;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Tests.Http2.Hpack;

/// <summary>Keeps what a decoder finds.</summary>
readonly struct HpackCollector() : IHpackSink
{
    public readonly List<(string Name, string Value)> Fields = [];
    public readonly List<bool> NeverIndexed = [];
    public readonly List<long> Oversize = [];

    public void OnField(scoped in HpackField field)
    {
        Fields.Add((Encoding.Latin1.GetString(field.Name), Encoding.Latin1.GetString(field.Value)));
        NeverIndexed.Add(field.IsNeverIndexed);
        Assert.True(field.Line[field.NameLength..].StartsWith(": "u8) && field.Line.EndsWith("\r\n"u8));
        Assert.Equal(field.NameLength + field.ValueLength + 4, field.Line.Length);
        Assert.Equal(Mesh.Protocols.Http2.Http2FieldTraits.Of(field.Name, field.Value), field.Traits);
    }

    public void OnOversizeField(long bytes) => Oversize.Add(bytes);
}
