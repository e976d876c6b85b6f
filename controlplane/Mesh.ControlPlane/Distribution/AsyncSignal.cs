using System.Threading.Channels;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Wakes one waiter. Any number of sets before it wakes count as one, so it holds nothing that could grow.</summary>
sealed class AsyncSignal
{
    readonly Channel<bool> channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,
        SingleReader = true,
    });

    public void Set() => channel.Writer.TryWrite(true);

    /// <summary>False once closed.</summary>
    public async ValueTask<bool> WaitAsync() => await channel.Reader.WaitToReadAsync() && channel.Reader.TryRead(out _);

    public void Close() => channel.Writer.TryComplete();
}
