namespace Mesh.Transport.Native;

/// <summary>struct msghdr of 64-bit Linux.</summary>
internal unsafe struct Msghdr
{
    public void* Name;
    public uint NameLength;
    public Iovec* Vectors;
    public nuint VectorCount;
    public void* Control;
    public nuint ControlLength;
    public int Flags;
}
