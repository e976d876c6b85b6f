using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Mesh.Transport.Buffers;
using Mesh.Transport.Epoll;
using Xunit;

namespace Mesh.Transport.Tests.Epoll;

public sealed class AllocationTests
{
    private const int WarmUp = 2000;
    private const int RoundTrips = 100_000;

    [Fact]
    public void A_hundred_thousand_round_trips_allocate_nothing() => Assert.Equal(0, Measure(EchoAsync));

    [Fact]
    public void Passing_on_what_was_read_allocates_nothing() => Assert.Equal(0, Measure(PassOnAsync));

    [Fact]
    public void A_relay_per_message_allocates_nothing() => Assert.Equal(0, Measure(RelayAsync));

    /// <summary>Bytes allocated on the loop's thread by the round trips after the warm-up.</summary>
    private static long Measure(Func<TransportConnection, EventLoop, EndPoint, Task> serve)
    {
        var loop = new EpollLoop(0, new SlabBufferPool());
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Schedule(_ => _ = RunAsync(), null);
        loop.Start();
        long allocated = Task.WaitAny([done.Task], TimeSpan.FromSeconds(60)) == 0 ? done.Task.GetAwaiter().GetResult() : -1;
        Assert.Equal(0, loop.Buffers.Rented);
        Assert.True(loop.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10)));
        return allocated;

        async Task RunAsync()
        {
            try
            {
                TransportListener echo = loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), ListenOptions.Default, new Acceptor(c => _ = EchoAsync(c, loop, null!)));
                TransportListener listener = loop.Listen(
                    new IPEndPoint(IPAddress.Loopback, 0), ListenOptions.Default, new Acceptor(c => _ = serve(c, loop, echo.EndPoint)));
                TransportConnection client = (await loop.ConnectAsync(listener.EndPoint, ConnectOptions.Default)).Connection!;
                done.SetResult(await PingAsync(client));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }

    private static async ValueTask<long> PingAsync(TransportConnection client)
    {
        long before = 0;
        for (int i = 0; i < WarmUp + RoundTrips; i++)
        {
            before = i == WarmUp ? GC.GetAllocatedBytesForCurrentThread() : before;
            client.Output.Write("ping"u8);
            await client.Output.FlushAsync();
            ReadResult result = await client.Input.ReadAsync();
            // Not by Assert, which allocates.
            if (result.Buffer.Length != 4)
            {
                throw new InvalidDataException("The echo is not whole.");
            }

            client.Input.AdvanceTo(result.Buffer.End);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static async Task EchoAsync(TransportConnection connection, EventLoop loop, EndPoint upstream)
    {
        while (true)
        {
            ReadResult result = await connection.Input.ReadAsync();
            if (result.IsCompleted)
            {
                return;
            }

            connection.Output.Write(result.Buffer.FirstSpan);
            connection.Input.AdvanceTo(result.Buffer.End);
            await connection.Output.FlushAsync();
        }
    }

    private static async Task PassOnAsync(TransportConnection downstream, EventLoop loop, EndPoint endPoint)
    {
        TransportConnection upstream = (await loop.ConnectAsync(endPoint, ConnectOptions.Default)).Connection!;
        while (true)
        {
            ReadResult request = await downstream.Input.ReadAsync();
            if (request.IsCompleted)
            {
                return;
            }

            downstream.MoveBuffered(upstream, request.Buffer.Length);
            await upstream.Output.FlushAsync();
            ReadResult response = await upstream.Input.ReadAsync();
            upstream.MoveBuffered(downstream, response.Buffer.Length);
            await downstream.Output.FlushAsync();
        }
    }

    private static async Task RelayAsync(TransportConnection downstream, EventLoop loop, EndPoint endPoint)
    {
        TransportConnection upstream = (await loop.ConnectAsync(endPoint, ConnectOptions.Default)).Connection!;
        while ((await downstream.RelayAsync(upstream, 4)).End == RelayEnd.Count)
        {
            await upstream.RelayAsync(downstream, 4);
        }
    }

    private sealed class Acceptor(Action<TransportConnection> accept) : IConnectionAcceptor
    {
        public void OnAccept(TransportConnection connection, TransportListener listener) => accept(connection);
    }
}
