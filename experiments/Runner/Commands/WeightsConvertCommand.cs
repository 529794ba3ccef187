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
        Description = "official (those of the method's released code; other codes' names are kept), timm (the encoder or classifier, where timm has it) or mimlab (this repository's own).",
        HelpName = "official|timm|mimlab",
        DefaultValueFactory = _ => "official",
    };

    public WeightsConvertCommand(Terminal terminal) : base("convert", "Write the model's tensors of a file as .pth or .safetensors, in official names.")
    {
        Add(file);
        Add(output);
        Add(names);
        names.AcceptOnlyFromAmong("official", "timm", "mimlab");
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var target = parsed.GetValue(output)!;
        WeightsOutput.RequireKnown(target);
        using var scope = torch.NewDisposeScope();
        using var weights = WeightsFile.Open(parsed.GetValue(file)!);
        var tensors = weights.ReadAll();
        tensors = parsed.GetValue(names) switch
        {
            "timm" => CheckpointNames.ToTimm(tensors),
            "mimlab" => CheckpointNames.Rename(tensors, CheckpointNames.ToOurs(tensors.Keys)),
            _ => CheckpointNames.Rename(tensors, CheckpointNames.ToOfficial(tensors.Keys)),
        };
        WeightsOutput.Write(target, tensors);
        terminal.Line($"{target}: {tensors.Count} tensors, {WeightFamily.Detect(tensors.Keys).Description}.");
        return ExitCode.Fine;
    }
}
