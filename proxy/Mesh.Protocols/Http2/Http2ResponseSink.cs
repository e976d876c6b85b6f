using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Http2;

/// <summary>Hands what the decoder finds to a <see cref="Http2ResponseSection"/> by direct calls.</summary>
readonly struct Http2ResponseSink(Http2ResponseSection section) : IHpackSink
{
    public void OnField(scoped in HpackField field) => section.Add(field);

    public void OnOversizeField(long bytes) => section.AddOversize(bytes);
}
