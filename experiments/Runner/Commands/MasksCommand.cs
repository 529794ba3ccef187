using System.CommandLine;
using System.Globalization;
using MimLab.Masking;
using MimLab.Runner.Ablations;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary><c>mim masks</c>: AvgDist of a masking strategy, and a picture of its masks.</summary>
internal sealed class MasksCommand : Command
{
    private readonly Option<string> strategy = new("--strategy") { Description = "random, random-kept, random-floor, blockwise, grid or square.", HelpName = "NAME", DefaultValueFactory = _ => "random" };
    private readonly Option<int> size = new("--size", "--cell") { Description = "Side of a mask cell in pixels (0: one token).", HelpName = "PX", DefaultValueFactory = _ => 32 };
    private readonly Option<double> ratio = new("--ratio") { Description = "Share of the cells that is hidden (random, blockwise; 0.75 for grid).", HelpName = "R", DefaultValueFactory = _ => 0.6 };
    private readonly Option<int> side = new("--side") { Description = "Side of the square in cells (square).", HelpName = "N", DefaultValueFactory = _ => 3 };
    private readonly Option<int> image = new("--image") { Description = "Side of the image in pixels.", HelpName = "PX", DefaultValueFactory = _ => 192 };
    private readonly Option<int> token = new("--token") { Description = "Side of a model token in pixels (4 for Swin, 16 for ViT-B/16).", HelpName = "PX", DefaultValueFactory = _ => 4 };
    private readonly Option<int> samples = new("--samples") { Description = "How many masks are drawn.", HelpName = "N", DefaultValueFactory = _ => 2000 };
    private readonly Option<int> seed = SharedOptions.Seed();
    private readonly Option<string?> output = new("--out") { Description = "Where to write the picture (PNG; default: masks.png).", HelpName = "FILE" };
    private readonly Option<bool> json = SharedOptions.Json();

    public MasksCommand(Terminal terminal)
        : base("masks", "Print how far hidden pixels are from visible ones (AvgDist) for a masking strategy, and draw some masks.")
    {
        foreach (var option in (Option[])[strategy, size, ratio, side, image, token, samples, seed, output, json]) Add(option);
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var (pixels, tokenSize, draws) = (parsed.GetValue(image), parsed.GetValue(token), parsed.GetValue(samples));
        if (draws < 1) throw new UserError($"--samples is {draws}, but at least one mask must be drawn.");
        var settings = new MaskSettings
        {
            Strategy = parsed.GetValue(strategy)!,
            CellSize = parsed.GetValue(size),
            Ratio = parsed.GetValue(ratio),
            CellsPerSide = parsed.GetValue(side),
        };
        var masks = settings.Create(pixels, tokenSize);
        var distance = MaskStatistics.AvgDist(masks, pixels, tokenSize, draws, (ulong)parsed.GetValue(seed));
        var picture = parsed.GetValue(output) ?? "masks.png";
        File.WriteAllBytes(picture, MaskSamples.Picture(masks, (ulong)parsed.GetValue(seed)));
        if (parsed.GetValue(json))
        {
            terminal.Json(new { masks.Name, AvgDist = distance, Tokens = masks.GridSize, masks.MaskedCount, Samples = draws, Picture = Path.GetFullPath(picture) });
            return ExitCode.Fine;
        }
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{masks.Name}, image {pixels} px, tokens of {tokenSize} px ({masks.GridSize} x {masks.GridSize})"));
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"AvgDist {distance:0.00} px (mean over {Quantity.Count(draws)} masks)"));
        if (masks.MaskedCount is { } hidden) terminal.Line(string.Create(CultureInfo.InvariantCulture, $"hidden tokens {hidden} of {masks.GridSize * masks.GridSize} ({100.0 * hidden / (masks.GridSize * masks.GridSize):0.0} %)"));
        terminal.Line($"picture {picture}");
        return ExitCode.Fine;
    }
}
