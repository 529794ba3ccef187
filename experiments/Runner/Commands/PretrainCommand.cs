using System.CommandLine;
using System.Globalization;
using MimLab.Runner.Ablations;
using MimLab.Runner.Display;
using MimLab.Training;

namespace MimLab.Runner.Commands;

/// <summary><c>mim pretrain</c>: masked pre-training of one recipe.</summary>
internal sealed class PretrainCommand : Command
{
    private readonly Argument<string> recipe = new("recipe") { Description = "A recipe file, or the name of one in experiments/recipes." };
    private readonly RunOptions options = new();

    public PretrainCommand(Terminal terminal, Lazy<Workplace> place, CancellationToken stop)
        : base("pretrain", "Pre-train the model of a recipe with masked images.")
    {
        Add(recipe);
        options.AddTo(this);
        SetAction(parsed => Run(parsed, terminal, place.Value, stop));
    }

    private int Run(ParseResult parsed, Terminal terminal, Workplace place, CancellationToken stop)
    {
        var loaded = RecipePath.Load(place, parsed.GetValue(recipe)!, options.Overrides(parsed));
        return options.Run(parsed, terminal, place, stop, $"pretrain-{loaded.Name}", context =>
        {
            var result = Pretraining.Run(loaded, context);
            var picture = Path.Combine(context.Directory, Reconstructions.File);
            if (!result.Interrupted) File.WriteAllBytes(picture, Reconstructions.Picture(loaded, result.CheckpointPath));
            if (options.WantsJson(parsed)) terminal.Json(result);
            else if (!result.Interrupted)
            {
                terminal.Line(string.Create(CultureInfo.InvariantCulture,
                    $"loss {result.FinalLoss:0.0000} after {Quantity.Count(result.ImagesSeen)} images in {Quantity.Duration(result.Seconds)} ({result.ImagesPerSecond:0} images/s)"));
                terminal.Line($"encoder {Workplace.Shown(result.EncoderPath)}");
                terminal.Line($"reconstructions {Workplace.Shown(picture)}");
            }
            return result.Interrupted;
        });
    }
}
