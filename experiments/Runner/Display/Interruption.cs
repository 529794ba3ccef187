using System.Runtime.InteropServices;

namespace MimLab.Runner.Display;

/// <summary>
/// Ctrl-C and SIGTERM: the first asks for an orderly end, with a checkpoint where there is training to go on with, the second ends the
/// process at once.
/// </summary>
public sealed partial class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Listens from now on.</summary>
    public Interruption() => registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (source.IsCancellationRequested) EndNow(ExitCode.Interrupted);
        context.Cancel = true;
        Console.Error.WriteLine("Stopping, and keeping what is done. Once more stops at once.");
        source.Cancel();
    }

    // Not Environment.Exit: that unloads libtorch's libraries under the threads that compute in them, which crashes now and then.
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndNow(int code);
}
