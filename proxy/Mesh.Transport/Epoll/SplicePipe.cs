namespace Mesh.Transport.Epoll;

/// <summary>A kernel pipe that carries bytes between two sockets without their entering the process.</summary>
internal sealed class SplicePipe(int readEnd, int writeEnd)
{
    public int ReadEnd => readEnd;

    public int WriteEnd => writeEnd;

    /// <summary>Bytes in it.</summary>
    public long Filled { get; set; }
}
