namespace Mesh.Protocols.Http1;

/// <summary>What the fields seen so far said about framing and the connection; judged together once the head is whole.</summary>
struct Http1Facts
{
    /// <summary>Connection options named so far, known ones included.</summary>
    public int ConnectionOptions;

    public bool HasHost;
    public bool HasContentLength;
    public bool HasTransferEncoding;
    public bool HasUpgrade;
    public bool HasExpect;

    /// <summary>Connection: close</summary>
    public bool Close;

    /// <summary>Connection: keep-alive</summary>
    public bool KeepAlive;

    /// <summary>Connection: upgrade</summary>
    public bool Upgrade;
}
