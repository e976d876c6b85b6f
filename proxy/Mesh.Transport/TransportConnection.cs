using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Mesh.Transport;

/// <summary>
/// A connection of one event loop, behind the seam <see cref="ConnectionContext"/>/<see cref="IDuplexPipe"/>. Differences to what Pipelines alone promise:
/// nothing is thrown for what the peer does (a read completes with <see cref="ReadResult.IsCompleted"/> and <see cref="InputEnd"/> says how it ended; a
/// flush completes with <see cref="FlushResult.IsCompleted"/> and <see cref="OutputEnd"/>), a flush completes when the kernel has taken every byte,
/// and no buffer is held while nothing is buffered. Completing <see cref="Output"/> half-closes (FIN) after what was written; completing both sides
/// closes the socket. Everything is for the loop's thread.
/// </summary>
public abstract class TransportConnection : ConnectionContext
{
    public abstract EventLoop Loop { get; }

    public abstract PipeReader Input { get; }

    public abstract PipeWriter Output { get; }

    /// <summary>The peer's address without an object; empty for a Unix socket.</summary>
    public abstract SocketAddressValue RemoteAddress { get; }

    /// <summary>Where the client meant to go before REDIRECT (SO_ORIGINAL_DST), or the local address if it was not redirected. Asked of the kernel once, at first use.</summary>
    public abstract IPEndPoint? OriginalDestination { get; }

    public abstract ConnectionEnd InputEnd { get; }

    public abstract ConnectionEnd OutputEnd { get; }

    /// <summary>
    /// How the input is known to end once what still waits is read: a FIN or RST that has arrived behind unread bytes shows here first. Equal to
    /// <see cref="InputEnd"/> otherwise.
    /// </summary>
    public abstract ConnectionEnd ComingInputEnd { get; }

    /// <summary>Bytes taken from the kernel.</summary>
    public abstract long BytesReceived { get; }

    /// <summary>Bytes given to the kernel.</summary>
    public abstract long BytesSent { get; }

    /// <summary>Told of input while no read is pending. Null: nobody.</summary>
    public IConnectionObserver? Observer { get; set; }

    /// <summary>True if input, or its end, is known to wait in the kernel or in the buffer: an idle connection with this set must not be reused.</summary>
    public abstract bool HasInput { get; }

    /// <summary><see cref="HasInput"/>, asked of the kernel: also what has arrived since the loop was last told. For the last look before an end.</summary>
    public abstract bool CheckInput();

    /// <summary>
    /// Moves the first <paramref name="count"/> bytes of what <see cref="Input"/> has buffered (the result of its last read, which is thereby advanced
    /// past them: the caller does not call AdvanceTo) into <paramref name="destination"/>'s output, by reference where that is cheaper
    /// than copying. The bytes are sent at the destination's next flush. Both connections belong to this loop.
    /// </summary>
    public abstract void MoveBuffered(TransportConnection destination, long count);

    /// <summary>
    /// Relays input to <paramref name="destination"/>'s output until the input ends, <paramref name="count"/> bytes have passed, a side fails, or
    /// <see cref="CancelRelay"/>. Buffered bytes go first; then the kernel moves them where it can (splice). Does not complete either side.
    /// </summary>
    public abstract ValueTask<RelayResult> RelayAsync(TransportConnection destination, long count = long.MaxValue);

    /// <summary>Ends a pending <see cref="RelayAsync"/> with <see cref="RelayEnd.Canceled"/>; bytes already taken are delivered first where possible.</summary>
    public abstract void CancelRelay();

    /// <summary>Bytes the running or last relay from this connection has delivered: what an idle timer watches.</summary>
    public abstract long BytesRelayed { get; }

    /// <summary>Resets the connection (RST) and ends pending operations at once. Safe to call more than once.</summary>
    public abstract override void Abort();

    /// <summary>Sends what is written, then closes both directions without RST where the kernel allows it (lingering: input is read and dropped for a bounded time). Pending reads end.</summary>
    public abstract void Close();
}
