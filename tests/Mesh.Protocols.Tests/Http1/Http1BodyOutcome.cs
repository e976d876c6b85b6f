using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

/// <summary>What a scanner said of a body, with the bytes it consumed and the content in them.</summary>
sealed record Http1BodyOutcome(Http1ParseStatus Status, Http1Error Error, long Consumed, long Payload);
