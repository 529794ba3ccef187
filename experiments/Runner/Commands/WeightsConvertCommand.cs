using System.CommandLine;
using MimLab.Runner.Display;
using MimLab.Weights;
using TorchSharp;

namespace MimLab.Runner.Commands;

/// <summary><c>mim weights convert</c>: from one format to the other, in official names.</summary>
internal sealed class WeightsConvertCommand : Command
{
    private readonly Argument<string> file = WeightsCommand.File("A .pth or .safetensors file, a run's checkpoint or encoder among them.");
    private readonly Argument<string> output = new("output") { Description = "The file to write: .pth (or .pt) for PyTorch, or .safetensors." };
    private readonly Option<string> names = new("--names")
    {
        Description = "official (SimMIM's and others' own, which are kept) or timm (a vision transformer without relative positions).",
        HelpName = "official|timm",
        DefaultValueFactory = _ => "official",
    };

    public WeightsConvertCommand(Terminal terminal) : base("convert", "Write the model's tensors of a file as .pth or .safetensors, in official names.")
    {
        Add(file);
        Add(output);
        Add(names);
        names.AcceptOnlyFromAmong("official", "timm");
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var target = parsed.GetValue(output)!;
        WeightsOutput.RequireKnown(target);
        using var scope = torch.NewDisposeScope();
        using var weights = WeightsFile.Open(parsed.GetValue(file)!);
        var tensors = weights.ReadAll();
        tensors = parsed.GetValue(names) == "timm" ? VitNames.ToTimm(VitNames.ToSimMim(tensors)) : VitNames.ToOfficial(tensors);
        WeightsOutput.Write(target, tensors);
        terminal.Line($"{target}: {tensors.Count} tensors, {WeightFamily.Detect(tensors.Keys).Description}.");
        return ExitCode.Fine;
    }
}
