using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

/// <summary>What a parser said, and what it found if it said Complete.</summary>
sealed record Http1Outcome(Http1ParseStatus Status, Http1Error Error, string Found);
