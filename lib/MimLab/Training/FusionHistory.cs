using System.Globalization;
using System.Text.Json;
using MimLab.Figures;
using MimLab.Models;

namespace MimLab.Training;

/// <summary>
/// How MFF's fusion weights its blocks while it trains (<see cref="Mff.FusionWeights"/>), from the log of a run or from its
/// reports as they come. A block with a large weight is one whose tokens the decoder asks for.
/// </summary>
/// <param name="Blocks">The fused blocks, counted from 0.</param>
/// <param name="Points">The logged steps, in order.</param>
public sealed record FusionHistory(IReadOnlyList<int> Blocks, IReadOnlyList<FusionPoint> Points)
{
    /// <summary>Reads a run's <c>metrics.jsonl</c>; a torn last line ends the history.</summary>
    /// <exception cref="UserError">The file is missing, or no line of it has weights of a fusion.</exception>
    public static FusionHistory Read(string path)
    {
        if (!File.Exists(path)) throw new UserError($"{path} does not exist, so there are no fusion weights to show; run the training first.");
        var history = Of(Lines(path));
        return history.Points.Count > 0 ? history
            : throw new UserError($"{path} holds no fusion weights: they are logged when a recipe with model.method mff is pre-trained.");
    }

    /// <summary>The history so far, from reports; those without weights of a fusion are passed over.</summary>
    public static FusionHistory Of(IEnumerable<StepReport> reports) =>
        Of(reports.Where(r => r.Readings is not null).Select(r => (r.Step, r.Images, r.Readings!)));

    /// <summary>Weights against images seen, one line a block, with equal weights as a dashed line.</summary>
    public Chart Chart(string title)
    {
        var series = Blocks.Select((block, level) => new ChartSeries(Name(block), level, [.. Points.Select(p => Point(p, block, level))])
        {
            Marker = Points.Count <= 30 ? Palette.Shape(level) : MarkerShape.None,
            Dotted = level >= 6,
        });
        var panel = new ChartPanel("", new ChartAxis("images seen"), new ChartAxis("fusion weight"), [.. series])
        {
            Band = Blocks.Count > 0 ? new ChartBand("equal", 1.0 / Blocks.Count, 0) : null,
        };
        return new Chart(title, [panel]) { Description = Summary, Height = 380 };
    }

    /// <summary>The last weights in one sentence.</summary>
    public string Summary => Points.Count == 0 ? "No weights have been logged yet." : string.Create(CultureInfo.InvariantCulture,
        $"Fusion weights after {Points[^1].Images:N0} images: {string.Join(", ", Blocks.Zip(Points[^1].Weights, (b, w) => $"{Name(b)} {w.ToString("0.000", CultureInfo.InvariantCulture)}"))}.");

    private static FusionHistory Of(IEnumerable<(long Step, long Images, IReadOnlyDictionary<string, double> Readings)> lines)
    {
        int[] blocks = [];
        var points = new List<FusionPoint>();
        foreach (var (step, images, readings) in lines)
        {
            if (blocks.Length == 0) blocks = [.. readings.Keys.Select(BlockOf).OfType<int>().Order()];
            if (blocks.Length == 0 || !blocks.All(block => readings.ContainsKey(Key(block)))) continue;
            points.Add(new(step, images, [.. blocks.Select(block => readings[Key(block)])]));
        }
        return new(blocks, points);
    }

    private static IEnumerable<(long Step, long Images, IReadOnlyDictionary<string, double> Readings)> Lines(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            Line? read;
            try
            {
                read = JsonSerializer.Deserialize<Line>(line, JsonSerializerOptions.Web);
            }
            catch (JsonException)
            {
                yield break;
            }
            if (read?.Readings is { } readings) yield return (read.Step, read.Images, readings);
        }
    }

    private static ChartPoint Point(FusionPoint p, int block, int level) => new(p.Images, p.Weights[level], 0,
        string.Create(CultureInfo.InvariantCulture, $"{Name(block)}: {p.Weights[level]:0.000} after {p.Images:N0} images"));

    private static string Name(int block) => string.Create(CultureInfo.InvariantCulture, $"block {block}");

    private static string Key(int block) => string.Create(CultureInfo.InvariantCulture, $"{Mff.FusionReading}{block}");

    private static int? BlockOf(string key) => key.StartsWith(Mff.FusionReading, StringComparison.Ordinal)
        && int.TryParse(key.AsSpan(Mff.FusionReading.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var block) ? block : null;

    private sealed record Line(long Step, long Images, Dictionary<string, double>? Readings);
}
