using System.CommandLine;
using MimLab.Evaluation;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary><c>mim finetune</c>: trains an encoder on labels, pre-trained or from scratch, and tests it.</summary>
internal sealed class FinetuneCommand : Command
{
    private readonly Argument<string> recipe = new("recipe") { Description = "A recipe file, or the name of one in experiments/recipes." };
    private readonly Option<string?> from = new("--from") { Description = "The pre-trained encoder or checkpoint (safetensors).", HelpName = "FILE" };
    private readonly Option<bool> scratch = new("--scratch") { Description = "Start from fresh weights: the baseline." };
    private readonly RunOptions options = new();

    public FinetuneCommand(Terminal terminal, Lazy<Workplace> place, CancellationToken stop)
        : base("finetune", "Train an encoder on labels and test it.")
    {
        Add(recipe);
        Add(from);
        Add(scratch);
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
        return options.Run(parsed, terminal, place, stop, $"{(encoder is null ? "scratch" : "finetune")}-{loaded.Name}", context =>
            options.Tell(parsed, terminal, FineTuning.Run(loaded, encoder, context)));
    }
}
