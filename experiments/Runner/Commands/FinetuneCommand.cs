using System.CommandLine;
using MimLab.Evaluation;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary><c>mim finetune</c>: trains an encoder on labels, pre-trained or from scratch, and tests it.</summary>
internal sealed class FinetuneCommand : Command
{
    private readonly EncoderOptions encoders = new("Start from fresh weights: the baseline.");
    private readonly RunOptions options = new();

    public FinetuneCommand(Terminal terminal, Lazy<Workplace> place, CancellationToken stop)
        : base("finetune", "Train an encoder on labels and test it.")
    {
        encoders.AddTo(this);
        options.AddTo(this);
        SetAction(parsed => Run(parsed, terminal, place.Value, stop));
    }

    private int Run(ParseResult parsed, Terminal terminal, Workplace place, CancellationToken stop)
    {
        var (loaded, encoder) = encoders.Load(parsed, place, options.Overrides(parsed));
        return options.Run(parsed, terminal, place, stop, $"{(encoder is null ? "scratch" : "finetune")}-{loaded.Name}", context =>
            options.Tell(parsed, terminal, FineTuning.Run(loaded, encoder, context)));
    }
}
