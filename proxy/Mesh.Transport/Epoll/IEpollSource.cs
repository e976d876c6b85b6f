namespace Mesh.Transport.Epoll;

/// <summary>What a file descriptor in an epoll set stands for.</summary>
internal interface IEpollSource
{
    /// <summary>Called on the loop with epoll's flags.</summary>
    void OnEpoll(uint events);

    /// <summary>The loop is stopping.</summary>
    void OnLoopStopping();
}
