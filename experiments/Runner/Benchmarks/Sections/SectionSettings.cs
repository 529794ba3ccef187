using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>What every section of the benchmark is told.</summary>
internal sealed record SectionSettings
{
    private const int FewestTurns = 5; // a median of less says little

    /// <summary>The repository.</summary>
    public required Workplace Place { get; init; }

    /// <summary>The PyTorch to compare with; null where there is none.</summary>
    public required PyTorch? PyTorch { get; init; }

    /// <summary>Where it trains.</summary>
    public required Device Device { get; init; }

    /// <summary>Threads of each side.</summary>
    public required int Threads { get; init; }

    /// <summary>How often everything is measured.</summary>
    public required int Turns { get => Math.Max(FewestTurns, field); init; }

    /// <summary>About how long a turn takes, where that can be chosen.</summary>
    public required double Seconds { get; init; }

    /// <summary>A folder of JPEG photographs; null to make pictures.</summary>
    public required string? Photos { get; init; }

    /// <summary>Told what happens.</summary>
    public required Action<string> Step { get; init; }

    /// <summary>Keeps a section as far as it is measured: for what can stand by itself, should the run end.</summary>
    public required Action<Section> SoFar { get; init; }

    /// <summary>Ends the run between turns.</summary>
    public required CancellationToken Stop { get; init; }

    /// <summary>bf16 where the device has it.</summary>
    public Precision Precision => Engine.SupportsBFloat16Matmul(Device) ? Precision.Bf16 : Precision.Fp32;

    /// <summary>Does something once for each turn, which says what number it is.</summary>
    public void EachTurn(Action<int> turn)
    {
        for (var i = 0; i < Turns; i++)
        {
            Stop.ThrowIfCancellationRequested();
            Step($"turn {i + 1} of {Turns}");
            turn(i);
        }
    }
}
