using System.Diagnostics;
using System.Globalization;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>What a call of an operator costs beside its arithmetic, in C# and in Python.</summary>
internal static class OperatorOverhead
{
    /// <summary>Its name.</summary>
    public const string Name = "operators";

    /// <summary>Measures it.</summary>
    public static Section Measure(SectionSettings settings)
    {
        var before = Engine.Threads;
        Engine.Threads = 1;
        try
        {
            using var python = settings.PyTorch is { } pytorch
                ? new Contestant("PyTorch", pytorch.Python, [Path.Combine(Contestant.Scripts(settings.Place), "overhead.py")], threads: 1)
                : null;
            var operators = new TinyOperators().All;
            var each = settings.Seconds / 2 / operators.Count; // of a side's turn
            Dictionary<string, List<double>> ours = operators.ToDictionary(o => o.Name, _ => new List<double>()), theirs = [];
            foreach (var (_, call) in operators) Nanoseconds(call, each); // compiled and warm
            settings.EachTurn(turn =>
            {
                foreach (var (name, call) in operators) ours[name].Add(Nanoseconds(call, each));
                foreach (var (name, value) in python?.Ask<Dictionary<string, double>>(each.ToString(CultureInfo.InvariantCulture)) ?? [])
                    (theirs.TryGetValue(name, out var values) ? values : theirs[name] = []).Add(value);
            });
            return new(Name, "Operators", ["One call on tensors of a few numbers, its result disposed, on one thread."],
                [
                    .. operators.SelectMany(o => new[] { Figure.Of($"{o.Name}, MimLab", "ns", ours[o.Name]) }
                        .Concat(theirs.TryGetValue(o.Name, out var values) ? [Figure.Of($"{o.Name}, PyTorch", "ns", values)] : [])),
                ],
                python is null ? ["PyTorch: no Python here can import torch."] : []);
        }
        finally
        {
            Engine.Threads = before;
        }
    }

    private static double Nanoseconds(Action call, double seconds)
    {
        const int Together = 200;
        var clock = Stopwatch.StartNew();
        var calls = 0L;
        do
        {
            for (var i = 0; i < Together; i++) call();
            calls += Together;
        }
        while (clock.Elapsed.TotalSeconds < seconds);
        return clock.Elapsed.TotalNanoseconds / calls;
    }
}
