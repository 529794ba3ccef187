using System.ComponentModel;

namespace MimLab.Kernel.Language;

/// <summary>What the code of cells calls in every loop and function, so that an interrupted cell stops there.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Interruption
{
    // Above zero while something interrupted may still be running: only then does a check cost more than one read.
    private static volatile int s_armed;

    /// <summary>Throws when the cell that this code belongs to was interrupted.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public static void Check()
    {
        if (s_armed != 0) CellRun.Current?.Token.ThrowIfCancellationRequested();
    }

    internal static void Arm() => Interlocked.Increment(ref s_armed);

    internal static void Disarm() => Interlocked.Decrement(ref s_armed);
}
