namespace MimLab.Runner.Benchmarks;

/// <summary>A row of the training benchmark: both sides on one case, in turns within one run.</summary>
internal sealed record TrainingResult
{
    /// <summary>The case.</summary>
    public required string Case { get; init; }

    /// <summary>bf16 or fp32.</summary>
    public required string Precision { get; init; }

    /// <summary>Images in a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Turns of each side.</summary>
    public required int Turns { get; init; }

    /// <summary>Images a second of PyTorch, median of the turns.</summary>
    public required double PyTorch { get; init; }

    /// <summary>Images a second of MimLab, median of the turns.</summary>
    public required double MimLab { get; init; }

    /// <summary>MimLab over PyTorch, median of the ratios of neighbouring turns.</summary>
    public required double Ratio { get; init; }

    /// <summary>The lower quartile of those ratios.</summary>
    public required double RatioLow { get; init; }

    /// <summary>The upper quartile.</summary>
    public required double RatioHigh { get; init; }

    /// <summary>The share of PyTorch's own step that matrix products and convolutions take, by its profiler in one more step.</summary>
    public required double PyTorchProducts { get; init; }

    /// <summary>The ratio if everything else took no time and products took as long as PyTorch's; infinite where it told of none.</summary>
    public double Bound => 1 / PyTorchProducts;

    /// <summary>10^9 operations a second of MimLab's steps, counted from the model's shape.</summary>
    public required double GFlops { get; init; }

    /// <summary>That over the speed of square matrix products in this run and precision.</summary>
    public required double OfMatrixSpeed { get; init; }

    /// <summary>Peak resident memory of PyTorch, MiB.</summary>
    public required double PyTorchMiB { get; init; }

    /// <summary>Peak resident memory of MimLab, MiB.</summary>
    public required double MimLabMiB { get; init; }

    /// <summary>Relative difference of the two losses at the first step, which has the same weights and images on both sides.</summary>
    public required double LossDifference { get; init; }

    /// <summary>That at step <see cref="LossTolerance.LaterStep"/>, which the optimizer's updates lead to.</summary>
    public required double LaterLossDifference { get; init; }

    /// <summary>A sentence where the losses are further apart than <see cref="LossTolerance"/> allows; null where they agree.</summary>
    public required string? Parted { get; init; }

    /// <summary>Share of MimLab's time in each part of a step.</summary>
    public required IReadOnlyDictionary<string, double> Stages { get; init; }

    /// <summary>Cores that other work kept busy meanwhile.</summary>
    public required double ForeignCores { get; init; }
}
