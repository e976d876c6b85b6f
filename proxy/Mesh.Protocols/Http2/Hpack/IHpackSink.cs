namespace Mesh.Protocols.Http2.Hpack;

/// <summary>Who a decoder tells what it found. A struct, so that the calls are direct.</summary>
interface IHpackSink
{
    /// <summary>A field; its bytes are valid only during the call.</summary>
    void OnField(scoped in HpackField field);

    /// <summary>A field too large to be held; the tables are in step nevertheless.</summary>
    /// <param name="bytes">Of name and value, decoded.</param>
    void OnOversizeField(long bytes);
}
