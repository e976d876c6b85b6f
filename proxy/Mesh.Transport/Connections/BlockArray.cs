using System.Runtime.CompilerServices;

namespace Mesh.Transport.Connections;

/// <summary>The blocks of one gathered read, on the stack.</summary>
[InlineArray(Capacity)]
internal struct BlockArray
{
    /// <summary>With 16 KB blocks, 128 KB a call: enough that the call itself no longer counts.</summary>
    public const int Capacity = 8;

    private BufferBlock? first;
}
