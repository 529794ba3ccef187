using System.CommandLine;
using MimLab.Models;
using MimLab.Runner.Display;
using MimLab.Training;
using MimLab.Weights;
using TorchSharp;

namespace MimLab.Runner.Commands;

/// <summary><c>mim weights load</c>: tries a file on a recipe's model and says what fits.</summary>
internal sealed class WeightsLoadCommand : Command
{
    private readonly Argument<string> file = WeightsCommand.File("A .pth or .safetensors file.");
    private readonly Argument<string> recipe = new("recipe") { Description = "A recipe file, or the name of one in experiments/recipes." };
    private readonly Option<bool> whole = new("--whole") { Description = "Fill the whole model of pre-training, head included, instead of the encoder as fine-tuning starts with it." };
    private readonly Option<string?> output = new("--out") { Description = "Write the filled tensors in official names, positions interpolated, as .pth or .safetensors.", HelpName = "FILE" };
    private readonly Option<string[]> set = SharedOptions.Set();
    private readonly Option<bool> json = SharedOptions.Json();

    public WeightsLoadCommand(Terminal terminal, Lazy<Workplace> place)
        : base("load", "Put a file into a recipe's model; list what is missing, unexpected or of another shape.")
    {
        foreach (var argument in (Argument[])[file, recipe]) Add(argument);
        foreach (var option in (Option[])[whole, output, set, json]) Add(option);
        SetAction(parsed => Run(parsed, terminal, place.Value));
    }

    private int Run(ParseResult parsed, Terminal terminal, Workplace place)
    {
        var target = parsed.GetValue(output);
        if (target is not null) WeightsOutput.RequireKnown(target);
        var settings = RecipePath.Load(place, parsed.GetValue(recipe)!, parsed.GetValue(set) ?? []);
        using var scope = torch.NewDisposeScope();
        using var weights = WeightsFile.Open(parsed.GetValue(file)!);
        var model = Model(settings, parsed.GetValue(whole));
        var report = PretrainedEncoder.Fill(model, weights.ReadAll());
        if (parsed.GetValue(json)) terminal.Json(report);
        else Tell(terminal, report, weights.Path);
        if (!report.Complete) return ExitCode.Failed;
        if (target is not null) WeightsOutput.Write(target, CheckpointNames.Rename(model.state_dict(), CheckpointNames.ToOfficial(model.state_dict().Keys)));
        return ExitCode.Fine;
    }

    private static torch.nn.Module Model(Recipe recipe, bool whole)
    {
        if (whole) return recipe.CreateModel();
        var size = recipe.Finetune?.Augmentation.Size ?? recipe.Model.ImageSize;
        return (torch.nn.Module)(recipe.Model with { ImageSize = size }).CreateClassifier(2).Encoder;
    }

    private static void Tell(Terminal terminal, WeightsReport report, string path)
    {
        if (report.OtherModel is { } other)
        {
            terminal.Problem($"Cannot use {path}: {other}");
            return;
        }
        List(terminal, "Missing, and needed", report.Missing);
        List(terminal, "Of another shape", report.WrongShape);
        List(terminal, "Unexpected, left out", report.Unexpected);
        List(terminal, "Not in the file, start fresh", report.Fresh);
        List(terminal, "Interpolated from another image size", report.Resized);
        terminal.Line($"{path}: {report.Summary}");
        if (!report.Complete) terminal.Problem($"{path} does not fit this recipe: use the model settings it was trained with (--set model.KEY=VALUE).");
    }

    private static void List(Terminal terminal, string title, IEnumerable<string> names)
    {
        var all = names.ToArray();
        if (all.Length == 0) return;
        terminal.Line(title + ":");
        foreach (var name in all) terminal.Line("  " + name);
    }
}
