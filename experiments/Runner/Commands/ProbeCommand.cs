using System.CommandLine;
using MimLab.Evaluation;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary><c>mim probe</c>: linear probe and weighted nearest neighbours on a frozen encoder.</summary>
internal sealed class ProbeCommand : Command
{
    private readonly EncoderOptions encoders = new("Probe fresh weights: the baseline.");
    private readonly Option<string?> method = new("--method") { Description = "linear, knn or both (default: those the recipe has a section for).", HelpName = "NAME" };
    private readonly RunOptions options = new();

    public ProbeCommand(Terminal terminal, Lazy<Workplace> place, CancellationToken stop)
        : base("probe", "Judge a frozen encoder by a linear classifier and by weighted nearest neighbours.")
    {
        method.AcceptOnlyFromAmong("linear", "knn", "both");
        encoders.AddTo(this);
        Add(method);
        options.AddTo(this);
        SetAction(parsed => Run(parsed, terminal, place.Value, stop));
    }

    private int Run(ParseResult parsed, Terminal terminal, Workplace place, CancellationToken stop)
    {
        var (loaded, encoder) = encoders.Load(parsed, place, options.Overrides(parsed));
        var chosen = parsed.GetValue(method);
        if (chosen is null && loaded.Probe is null && loaded.Knn is not null)
        {
            chosen = "knn";
            terminal.Aside("The recipe has no 'probe' section: nearest neighbours only.");
        }
        if (chosen is null && loaded.Knn is null && loaded.Probe is not null) chosen = "linear";
        return options.Run(parsed, terminal, place, stop, $"probe-{loaded.Name}", context =>
        {
            var results = new List<EvaluationResult>();
            if (chosen != "knn") results.Add(LinearProbe.Run(loaded, encoder, context.Below("linear")));
            if (chosen != "linear" && results.All(r => !r.Interrupted)) results.Add(KNearestNeighbours.Run(loaded, encoder, context.Below("knn")));
            return options.Tell(parsed, terminal, [.. results]);
        }, saves: chosen != "knn" && loaded.Probe?.Augmentation is not null);
    }
}
