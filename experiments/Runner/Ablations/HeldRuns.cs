using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>The folders of several runs, kept from other processes until disposed.</summary>
internal sealed class HeldRuns : IDisposable
{
    private readonly List<IDisposable> held = [];

    /// <summary>Takes all of them, or none.</summary>
    /// <param name="folders">The folders of the runs.</param>
    /// <exception cref="UserError">Another run holds one of them.</exception>
    public HeldRuns(IEnumerable<string> folders)
    {
        try
        {
            foreach (var folder in folders)
                if (RunLock.Take(folder, "change a parameter, which makes another folder") is { } one) held.Add(one);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held.ForEach(one => one.Dispose());
}
