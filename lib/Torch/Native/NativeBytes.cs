namespace TorchSharp;

/// <summary>
/// Keeps undisposed tensors from growing without bound. The garbage collector sees a tensor as a few dozen bytes, so
/// the bytes behind it are counted here, and when they have grown by half over what survived the last collection
/// (and by <see cref="Slack"/>), one is asked for. A loop that disposes its tensors never gets there.
/// </summary>
internal static class NativeBytes
{
    private const long Slack = 256L << 20;
    private static long _alive;
    private static long _limit = Slack;
    private static int _collecting;

    /// <summary>Bytes of tensor storage that live tensor objects own.</summary>
    internal static long Alive => Volatile.Read(ref _alive);

    internal static void Add(long bytes)
    {
        if (bytes == 0) return;
        if (Interlocked.Add(ref _alive, bytes) > Volatile.Read(ref _limit)) Collect();
    }

    internal static void Remove(long bytes)
    {
        if (bytes != 0) Interlocked.Add(ref _alive, -bytes);
    }

    private static void Collect()
    {
        if (Interlocked.Exchange(ref _collecting, 1) != 0) return;
        try
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long alive = Alive;
            Volatile.Write(ref _limit, Math.Max(Slack, alive + alive / 2) + Slack / 2);
        }
        finally
        {
            Volatile.Write(ref _collecting, 0);
        }
    }
}
