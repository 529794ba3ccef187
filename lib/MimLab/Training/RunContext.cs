using TorchSharp;

namespace MimLab.Training;

/// <summary>Where and how one run happens: everything that is not the recipe.</summary>
public sealed record RunContext
{
    /// <summary>Folder of the run: metrics, TensorBoard events, checkpoints. Made when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>Device that trains.</summary>
    public torch.Device Device { get; init; } = torch.CPU;

    /// <summary>Seed of everything random: weights, order, crops, masks, skipped branches.</summary>
    public int Seed { get; init; }

    /// <summary>Who is told how the run goes.</summary>
    public IRunProgress Progress { get; init; } = SilentProgress.Instance;

    /// <summary>
    /// Cancelled when the run should write a checkpoint after the step at hand and return as interrupted; in a notebook, by
    /// stopping the cell.
    /// </summary>
    public CancellationToken Stop { get; init; } = Interruption.Token;

    /// <summary>
    /// Continue from the checkpoint in <see cref="Directory"/> when there is one; otherwise the folder's run starts afresh.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>The same context in a folder below this one, for a stage of a larger run.</summary>
    public RunContext Below(string folder) => this with { Directory = Path.Combine(Directory, folder) };
}
