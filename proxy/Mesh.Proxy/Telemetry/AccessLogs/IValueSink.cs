namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>Takes the value of one operator. Implemented by structs and used as a generic argument: one code for all encodings, no call through an interface.</summary>
interface IValueSink
{
    void Absent();

    void Number(long value);

    /// <summary>Not empty; may hold anything.</summary>
    void Text(ReadOnlySpan<byte> value);
}
