namespace Mesh.Transport.Connections;

/// <summary>
/// Ends a wait when its <see cref="CancellationToken"/> is cancelled, on the loop. The proxy's own code cancels by CancelPendingRead and
/// CancelPendingFlush, which cost nothing; this serves code written against Pipelines, such as streams over a connection.
/// </summary>
internal struct TokenWatch
{
    private CancellationTokenRegistration registration;
    private CancellationToken token;

    /// <summary>The watched token was cancelled while the operation waited.</summary>
    public bool HasFired { get; private set; }

    /// <summary>Watches <paramref name="token"/>; <paramref name="onLoop"/> is posted to the loop when it is cancelled.</summary>
    public void Begin(CancellationToken token, EventLoop loop, Action<object?> onLoop, object state)
    {
        if (token.CanBeCanceled)
        {
            this.token = token;
            registration = Register(token, loop, onLoop, state);
        }
    }

    /// <summary>True if the token is what ended the wait.</summary>
    public bool Fire()
    {
        HasFired = token.IsCancellationRequested;
        return HasFired;
    }

    /// <summary>The wait is over.</summary>
    /// <exception cref="OperationCanceledException">It was ended by the token.</exception>
    public void End()
    {
        if (!this.token.CanBeCanceled)
        {
            return;
        }

        registration.Unregister();
        CancellationToken token = this.token;
        bool fired = HasFired;
        this = default;
        if (fired)
        {
            throw new OperationCanceledException(token);
        }
    }

    /// <summary>On its own, because its closure is made as soon as it is entered: waits without a token must not pay for it.</summary>
    private static CancellationTokenRegistration Register(CancellationToken token, EventLoop loop, Action<object?> onLoop, object state) =>
        token.UnsafeRegister(_ => loop.Schedule(onLoop, state), null);
}
