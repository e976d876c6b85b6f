namespace Mesh.Protocols.Http1;

/// <summary>Methods the proxy treats in their own way; every other valid token is <see cref="Other"/> and is forwarded.</summary>
public enum Http1Method : byte
{
    Other,
    Get,
    Head,
    Post,
    Put,
    Delete,
    Options,
    Patch,
    Connect,
    Trace,
}
