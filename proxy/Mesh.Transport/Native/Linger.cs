namespace Mesh.Transport.Native;

/// <summary>struct linger.</summary>
internal struct Linger
{
    public int IsOn;
    public int Seconds;
}
