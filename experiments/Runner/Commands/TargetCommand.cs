using System.CommandLine;
using MimLab.Data;
using MimLab.Runner.Display;
using MimLab.Training;

namespace MimLab.Runner.Commands;

/// <summary>
/// <c>mim clusters</c>, <c>mim components</c> and <c>mim tokenizer</c>: make the file that a target needs before pre-training.
/// Pre-training does so itself where the file is missing; these verbs are for making and looking at it alone.
/// </summary>
internal sealed class TargetCommand : Command
{
    private readonly Argument<string> recipe = new("recipe") { Description = "A recipe file, or the name of one in experiments/recipes." };
    private readonly Option<string[]> set = SharedOptions.Set();
    private readonly Option<string?> data = SharedOptions.Data();
    private readonly Option<string?> device = SharedOptions.Device();
    private readonly Option<bool> json = SharedOptions.Json();
    private readonly string target;

    private TargetCommand(string verb, string target, string description, Terminal terminal, Lazy<Workplace> place, CancellationToken stop)
        : base(verb, description)
    {
        this.target = target;
        Add(recipe);
        foreach (var option in (Option[])[set, data, device, json]) Add(option);
        SetAction(parsed => Run(parsed, terminal, place.Value, stop));
    }

    /// <summary>The verb that clusters colours.</summary>
    public static TargetCommand Clusters(Terminal terminal, Lazy<Workplace> place, CancellationToken stop) =>
        new("clusters", "clusters", "Find the colour clusters of a recipe's images, for the target 'clusters'.", terminal, place, stop);

    /// <summary>The verb that finds principal components.</summary>
    public static TargetCommand Components(Terminal terminal, Lazy<Workplace> place, CancellationToken stop) =>
        new("components", "components", "Find the principal components of a recipe's patches, for the target 'components'.", terminal, place, stop);

    /// <summary>The verb that trains a tokenizer.</summary>
    public static TargetCommand Tokenizer(Terminal terminal, Lazy<Workplace> place, CancellationToken stop) =>
        new("tokenizer", "tokens", "Train the tokenizer of a recipe's images, for the target 'tokens'. An interrupted one goes on where it stopped.", terminal, place, stop);

    private int Run(ParseResult parsed, Terminal terminal, Workplace place, CancellationToken stop)
    {
        SharedOptions.UseData(parsed.GetValue(data));
        var asJson = parsed.GetValue(json);
        var loaded = RecipePath.Load(place, parsed.GetValue(recipe)!, [.. parsed.GetValue(set) ?? [], $"model.target={target}"]);
        var path = TargetFile.Of(loaded)!;
        var existed = File.Exists(path);
        var context = new RunContext { Directory = loaded.TargetFolder, Device = Accelerator.Choose(parsed.GetValue(device)), Stop = stop };
        var images = loaded.Data.Open(Split.Train);
        var finished = terminal.Interactive && !asJson
            ? LiveProgress.While(terminal.Out, 1, progress => TargetFile.Ensure(loaded, images, context with { Progress = progress }))
            : TargetFile.Ensure(loaded, images, context with { Progress = new PlainProgress(asJson ? terminal.Aside : terminal.Line) });
        if (!finished)
        {
            terminal.Aside("Interrupted; the same command goes on from the checkpoint.");
            return ExitCode.Interrupted;
        }
        if (asJson) terminal.Json(new { Path = path, Existed = existed });
        else terminal.Line(existed ? $"It is there already: {Workplace.Shown(path)}" : $"{target} {Workplace.Shown(path)}");
        return ExitCode.Fine;
    }
}
