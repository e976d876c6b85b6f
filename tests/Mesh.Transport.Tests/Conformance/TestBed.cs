using System.Net;
using System.Net.Sockets;
using Mesh.Testing.Buffers;
using Mesh.Testing.InMemory;
using Mesh.Transport.Epoll;
using Mesh.Transport.Sockets;

namespace Mesh.Transport.Tests.Conformance;

/// <summary>One loop of a transport and what a test does with it. At the end nothing may be left rented.</summary>
public sealed class TestBed
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly InMemoryNetwork? network;
    private readonly LeakTrackingBufferPool buffers;
    private int listeners;

    private TestBed(TransportKind kind)
    {
        Kind = kind;
        // Small blocks make byte-wise input cross many of them.
        buffers = new LeakTrackingBufferPool(kind == TransportKind.InMemoryByByte ? 128 : 4096);
        network = kind switch
        {
            TransportKind.InMemory => new InMemoryNetwork(),
            TransportKind.InMemoryByByte => new InMemoryNetwork { SegmentSize = 1 },
            _ => null,
        };
        Loop = kind switch
        {
            TransportKind.Epoll or TransportKind.EpollUnix => new EpollLoop(0, buffers, TimeProvider.System),
            TransportKind.Sockets => new SocketsLoop(0, buffers, TimeProvider.System),
            _ => network!.CreateLoop(buffers),
        };
    }

    public TransportKind Kind { get; }

    public EventLoop Loop { get; }

    public InMemoryNetwork? Network => network;

    public BufferPool Buffers => buffers;

    public bool RanBeforeStart { get; private set; }

    public bool IsInMemory => network is not null;

    /// <summary>Runs a test's body on the loop.</summary>
    public static void Run(TransportKind kind, Func<TestBed, Task> body)
    {
        var bed = new TestBed(kind);
        bed.Loop.Schedule(_ => bed.RanBeforeStart = true, null);
        bed.Loop.Start();
        try
        {
            bed.RunOnLoop(body);
        }
        finally
        {
            if (!bed.Loop.DisposeAsync().AsTask().Wait(Limit))
            {
                Xunit.Assert.Fail("The loop did not end.");
            }
        }

        bed.buffers.Verify();
    }

    public EndPoint NewEndPoint() => Kind == TransportKind.EpollUnix
        ? new UnixDomainSocketEndPoint(Path.Combine(Path.GetTempPath(), $"mesh-{Environment.ProcessId}-{Guid.NewGuid():N}-{listeners++}"))
        : new IPEndPoint(IPAddress.Loopback, 0);

    /// <summary>Two ends of one connection.</summary>
    public async Task<(TransportConnection Client, TransportConnection Server)> ConnectAsync()
    {
        var acceptor = new QueueAcceptor();
        TransportListener listener = Loop.Listen(NewEndPoint(), ListenOptions.Default, acceptor);
        ConnectResult result = await Loop.ConnectAsync(listener.EndPoint, ConnectOptions.Default);
        Xunit.Assert.Equal(TransportError.None, result.Error);
        TransportConnection server = await acceptor.NextAsync();
        listener.Stop();
        return (result.Connection!, server);
    }

    public Task Delay(int milliseconds)
    {
        var delay = new DelayEntry();
        Loop.Timers.Set(delay, TimeSpan.FromMilliseconds(milliseconds));
        return delay.Task;
    }

    /// <summary>Waits for something that other parties are about to do.</summary>
    public async Task Until(Func<bool> condition, string what)
    {
        for (int i = 0; i < 5000; i++)
        {
            if (condition())
            {
                return;
            }

            await Delay(1);
        }

        Xunit.Assert.Fail(what);
    }

    private void RunOnLoop(Func<TestBed, Task> body)
    {
        if (network is not null)
        {
            var inMemory = new TaskCompletionSource();
            Loop.Schedule(_ => Start(body, inMemory), null);
            network.Run(inMemory.Task);
            return;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Schedule(_ => Start(body, done), null);
        if (Task.WaitAny([done.Task], Limit) < 0)
        {
            throw new TimeoutException("The test did not end in time.");
        }

        done.Task.GetAwaiter().GetResult();
    }

    private void Start(Func<TestBed, Task> body, TaskCompletionSource done) => _ = RunAsync(body, done);

    private async Task RunAsync(Func<TestBed, Task> body, TaskCompletionSource done)
    {
        try
        {
            await body(this);
            Xunit.Assert.True(Loop.IsCurrent, "A continuation left the loop.");
            done.SetResult();
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    private sealed class DelayEntry : TimerEntry
    {
        private readonly TaskCompletionSource done = new();

        public Task Task => done.Task;

        protected internal override void OnDue() => done.SetResult();
    }
}
