namespace MimLab.Training;

/// <summary>Listens and says nothing.</summary>
public sealed class SilentProgress : IRunProgress
{
    /// <summary>The one instance: it has no state.</summary>
    public static SilentProgress Instance { get; } = new();

    private SilentProgress() { }

    /// <inheritdoc/>
    public void Begin(string stage, long totalImages) { }

    /// <inheritdoc/>
    public void Report(StepReport report) { }

    /// <inheritdoc/>
    public void Note(string line) { }

    /// <inheritdoc/>
    public void End() { }
}
