using System.Diagnostics;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>How long it takes from starting a process until the first training step is done.</summary>
internal static class FirstStep
{
    /// <summary>Its name.</summary>
    public const string Name = "first-step";

    /// <summary>Measures it.</summary>
    public static Section Measure(SectionSettings settings)
    {
        var test = TrainingCase.Load(TrainingCase.FileOf(settings.Place))[0];
        var folder = Directory.CreateTempSubdirectory("mim-bench-").FullName;
        try
        {
            TrainingWorker.Prepare(folder, test.Resolve(settings.Place, settings.Precision), settings.Device, settings.Threads);
            List<Start> ours = [], theirs = [];
            settings.EachTurn(_ =>
            {
                ours.Add(Start.Of(() => Contestant.MimLab(folder, settings.Device, settings.Threads)));
                if (settings.PyTorch is { } pytorch) theirs.Add(Start.Of(() => Contestant.PyTorch(settings.Place, pytorch.Python, folder, settings.Threads)));
            });
            return new(Name, "First step",
                [$"{test.Label}, {settings.Precision.ToString().ToLowerInvariant()}, batch {test.Batch}: from the start of a process to a model with its weights, and the steps after it."],
                [.. Figures("MimLab", ours), .. theirs.Count > 0 ? Figures("PyTorch", theirs) : []],
                theirs.Count > 0 ? [] : ["PyTorch: no Python here can import torch."]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Figure> Figures(string side, IReadOnlyList<Start> starts) =>
    [
        Figure.Of($"{side}, start to model", "ms", [.. starts.Select(s => s.Ready)]),
        Figure.Of($"{side}, first step", "ms", [.. starts.Select(s => s.First)]),
        Figure.Of($"{side}, third step", "ms", [.. starts.Select(s => s.Third)]),
        Figure.Of($"{side}, start to first step done", "ms", [.. starts.Select(s => s.Ready + s.First)]),
    ];

    /// <summary>Milliseconds of one start.</summary>
    private sealed record Start(double Ready, double First, double Third)
    {
        public static Start Of(Func<Contestant> begin)
        {
            var begun = Stopwatch.GetTimestamp();
            using var side = begin();
            var ready = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            var first = side.Run(1).Seconds;
            side.Run(1);
            return new(ready, 1000 * first, 1000 * side.Run(1).Seconds);
        }
    }
}
