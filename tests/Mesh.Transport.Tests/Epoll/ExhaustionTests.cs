using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mesh.Transport.Epoll;
using Mesh.Transport.Tests.Conformance;
using Xunit;

namespace Mesh.Transport.Tests.Epoll;

public sealed class ExhaustionTests
{
    /// <summary>Every descriptor taken, clients waiting: they are shed, the loop sleeps meanwhile, and it serves again when there is room.</summary>
    [Fact]
    public async Task Out_of_descriptors_the_loop_sheds_without_spinning_and_recovers()
    {
        if (!ChildProcess.IsChild)
        {
            ChildProcess.RunTest("", "ulimit -n 500;", $"{typeof(ExhaustionTests).FullName}.{nameof(Out_of_descriptors_the_loop_sheds_without_spinning_and_recovers)}");
            return;
        }

        var loop = new EpollLoop(0);
        var acceptor = new QueueAcceptor();
        TransportListener listener = StartListening(loop, acceptor);
        Socket[] clients = Enumerable.Range(0, 40).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToArray();
        using var late = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        clients[0].Connect(listener.EndPoint);
        Wait(() => acceptor.Total == 1);

        List<FileStream> fillers = TakeAllDescriptors();
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        foreach (Socket client in clients[1..])
        {
            client.Connect(listener.EndPoint);
        }

        Wait(() => listener.ShedConnections == clients.Length - 1);
        while (clock.ElapsedMilliseconds < 1000)
        {
            Thread.Sleep(20);
        }

        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime - before;
        // Before any assertion: assertions load assemblies.
        fillers.ForEach(filler => filler.Dispose());
        Assert.True(used < TimeSpan.FromMilliseconds(400), $"{used.TotalMilliseconds} ms of CPU in a second of waiting.");
        Assert.Equal(1, acceptor.Total);
        Assert.All(clients[1..], client => Assert.True(IsClosed(client)));

        late.Connect(listener.EndPoint);
        Wait(() => acceptor.Total == 2);
        Array.ForEach(clients, client => client.Dispose());
        await loop.DisposeAsync();
    }

    private static TransportListener StartListening(EpollLoop loop, QueueAcceptor acceptor)
    {
        var listening = new TaskCompletionSource<TransportListener>();
        loop.Schedule(_ => listening.SetResult(loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), ListenOptions.Default, acceptor)), null);
        loop.Start();
        return listening.Task.Result;
    }

    private static List<FileStream> TakeAllDescriptors()
    {
        // Loaded now: later there is no descriptor to load it with.
        _ = Process.GetCurrentProcess().TotalProcessorTime;
        var fillers = new List<FileStream>();
        try
        {
            while (true)
            {
                fillers.Add(new FileStream("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0));
            }
        }
        catch (IOException)
        {
            // One is left over for /proc, which tells of the CPU time.
            return fillers;
        }
    }

    private static bool IsClosed(Socket client)
    {
        try
        {
            return client.Receive(new byte[1]) == 0;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    private static void Wait(Func<bool> condition)
    {
        for (int i = 0; i < 5000 && !condition(); i++)
        {
            Thread.Sleep(1);
        }

        if (!condition())
        {
            throw new TimeoutException("What was waited for did not happen.");
        }
    }
}
