using System.CommandLine;
using MimLab.Evaluation;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary><c>mim probe</c>: linear probe and weighted nearest neighbours on a frozen encoder.</summary>
internal sealed class ProbeCommand : Command
{
    private readonly Argument<string> recipe = new("recipe") { Description = "A recipe file, or the name of one in experiments/recipes." };
    private readonly Option<string?> from = new("--from") { Description = "The pre-trained encoder or checkpoint (safetensors).", HelpName = "FILE" };
    private readonly Option<bool> scratch = new("--scratch") { Description = "Probe fresh weights: the baseline." };
    private readonly Option<string?> method = new("--method") { Description = "linear, knn or both (default: those the recipe has a section for).", HelpName = "NAME" };
    private readonly RunOptions options = new();

    public ProbeCommand(Terminal terminal, Lazy<Workplace> place, CancellationToken stop)
        : base("probe", "Judge a frozen encoder by a linear classifier and by weighted nearest neighbours.")
    {
        method.AcceptOnlyFromAmong("linear", "knn", "both");
        Add(recipe);
        Add(from);
        Add(scratch);
        Add(method);
        options.AddTo(this);
        Validators.Add(result =>
        {
            if (result.GetResult(from) is null == (result.GetResult(scratch) is null))
                result.AddError("Give either --from FILE (a pre-trained encoder) or --scratch.");
        });
        SetAction(parsed => Run(parsed, terminal, place.Value, stop));
    }

    private int Run(ParseResult parsed, Terminal terminal, Workplace place, CancellationToken stop)
    {
        var loaded = RecipePath.Load(place, parsed.GetValue(recipe)!, options.Overrides(parsed));
        var encoder = RecipePath.Encoder(parsed.GetValue(from));
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
        });
    }
}
