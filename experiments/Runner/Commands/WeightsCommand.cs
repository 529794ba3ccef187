using System.CommandLine;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary><c>mim weights</c>: looks into files of weights, converts them, and tries them on a recipe's model.</summary>
internal sealed class WeightsCommand : Command
{
    public WeightsCommand(Terminal terminal, Lazy<Workplace> place)
        : base("weights", "Inspect, convert or load checkpoints: safetensors and PyTorch's .pth.")
    {
        Add(new WeightsInspectCommand(terminal));
        Add(new WeightsConvertCommand(terminal));
        Add(new WeightsLoadCommand(terminal, place));
    }

    public static Argument<string> File(string description) => new("file") { Description = description };
}
