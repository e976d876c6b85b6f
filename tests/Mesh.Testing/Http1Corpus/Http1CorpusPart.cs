namespace Mesh.Testing.Http1Corpus;

/// <summary>Which file of the corpus a case stands in.</summary>
public enum Http1CorpusPart
{
    RequestHead,
    RequestBody,
    Response,
}
