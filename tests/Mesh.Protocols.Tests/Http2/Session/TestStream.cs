using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;

namespace Mesh.Protocols.Tests.Http2.Session;

/// <summary>A stream with what its owner keeps of it.</summary>
sealed class TestStream() : Http2Stream(new Http1Head(Http1Limits.Default))
{
    /// <summary>What is left to send; sent in OnWindow.</summary>
    public byte[] ToSend { get; set; } = [];

    public bool EndsAfter { get; set; }

    public long BytesReceived { get; set; }

    public bool IsRented { get; set; }
}
