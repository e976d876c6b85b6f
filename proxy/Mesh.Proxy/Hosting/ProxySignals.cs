using System.Runtime.InteropServices;

namespace Mesh.Proxy.Hosting;

/// <summary>What signals mean: SIGTERM and SIGINT drain, and a second one ends at once; SIGHUP reloads; SIGUSR1 reopens logs.</summary>
sealed class ProxySignals : IDisposable
{
    /// <summary>PosixSignal has no name for it.</summary>
    const PosixSignal Usr1 = (PosixSignal)10;

    readonly Action onTerminate;
    readonly Action onSecondTerminate;
    readonly PosixSignalRegistration[] registrations;
    int terminations;

    public ProxySignals(Action onTerminate, Action onSecondTerminate, Action onReload, Action onReopen)
    {
        this.onTerminate = onTerminate;
        this.onSecondTerminate = onSecondTerminate;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnTerminate),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnTerminate),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Handle(context, onReload)),
            PosixSignalRegistration.Create(Usr1, context => Handle(context, onReopen)),
        ];
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }

    void OnTerminate(PosixSignalContext context) =>
        Handle(context, Interlocked.Increment(ref terminations) == 1 ? onTerminate : onSecondTerminate);

    static void Handle(PosixSignalContext context, Action action)
    {
        context.Cancel = true;
        action();
    }
}
