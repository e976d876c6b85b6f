namespace Mesh.Transport;

/// <summary>
/// A UDP socket connected to one peer, at a source port that the kernel chose at random: datagrams of others do not reach it. For the loop's thread.
/// </summary>
public abstract class DatagramSocket
{
    /// <summary>What is longer is lost.</summary>
    public const int MaxLength = 4096;

    /// <summary>False: the system did not take it. True does not mean that it arrives.</summary>
    public abstract bool Send(ReadOnlySpan<byte> bytes);

    /// <summary>The receiver hears no more. Safe to call more than once.</summary>
    public abstract void Close();
}
