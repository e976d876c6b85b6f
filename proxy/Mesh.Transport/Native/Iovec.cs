namespace Mesh.Transport.Native;

/// <summary>struct iovec.</summary>
internal unsafe struct Iovec
{
    public void* Base;
    public nuint Length;
}
