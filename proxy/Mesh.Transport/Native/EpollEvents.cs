using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mesh.Transport.Native;

/// <summary>An array of struct epoll_event: 12 bytes, packed, on x64; 16 elsewhere.</summary>
internal sealed unsafe class EpollEvents : IDisposable
{
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private byte* events;

    public EpollEvents(int capacity)
    {
        Capacity = capacity;
        events = (byte*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)Size);
    }

    public int Capacity { get; }

    public byte* Pointer => events;

    private static int Size => IsPacked ? 12 : 16;

    private static int DataOffset => IsPacked ? 4 : 8;

    public uint GetFlags(int index) => Unsafe.ReadUnaligned<uint>(events + (index * Size));

    public ulong GetData(int index) => Unsafe.ReadUnaligned<ulong>(events + (index * Size) + DataOffset);

    /// <summary>epoll_ctl with one event made on the stack. Returns 0 or -1.</summary>
    public static int Control(int epoll, int operation, int fd, uint flags, ulong data)
    {
        byte* one = stackalloc byte[16];
        Unsafe.WriteUnaligned(one, flags);
        Unsafe.WriteUnaligned(one + DataOffset, data);
        return Libc.EpollCtl(epoll, operation, fd, one);
    }

    public void Dispose()
    {
        NativeMemory.Free(events);
        events = null;
    }
}
