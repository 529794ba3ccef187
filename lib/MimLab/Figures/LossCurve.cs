using System.Text.Json;

namespace MimLab.Figures;

/// <summary>Loss against images seen, one line a run.</summary>
public static class LossCurve
{
    private const int MostPoints = 400;

    /// <summary>The chart of <paramref name="runs"/>.</summary>
    /// <param name="title">Title.</param>
    /// <param name="runs">Name and points of each run: images seen and loss.</param>
    /// <param name="lossLabel">What the loss is, with its unit, e.g. <c>L1 loss on hidden pixels</c>.</param>
    public static Chart Create(string title, IReadOnlyList<(string Name, IReadOnlyList<(double Images, double Loss)> Points)> runs, string lossLabel = "loss")
    {
        var series = runs.Select((run, i) => new ChartSeries(run.Name, i, Thin(run.Points)) { Marker = MarkerShape.None, Dotted = i >= 6 }).ToList();
        return new Chart(title, [new ChartPanel("", new ChartAxis("images seen"), new ChartAxis(lossLabel), series)])
        {
            Description = $"Training loss against images seen for {runs.Count} {(runs.Count == 1 ? "run" : "runs")}.",
            Height = 380,
        };
    }

    /// <summary>Reads images and loss from a run's <c>metrics.jsonl</c>; a torn last line ends the curve.</summary>
    /// <exception cref="UserError">The file is missing.</exception>
    public static IReadOnlyList<(double Images, double Loss)> Read(string path)
    {
        if (!File.Exists(path)) throw new UserError($"{path} does not exist, so there is no loss curve to draw; run the training first.");
        var points = new List<(double, double)>();
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.TryGetProperty("images", out var images) && json.RootElement.TryGetProperty("loss", out var loss))
                    points.Add((images.GetDouble(), loss.GetDouble()));
            }
            catch (JsonException)
            {
                break;
            }
        }
        return points;
    }

    /// <summary>Averages neighbours until the curve has as many points as a picture can show.</summary>
    private static List<ChartPoint> Thin(IReadOnlyList<(double Images, double Loss)> points)
    {
        var finite = points.Where(p => double.IsFinite(p.Images) && double.IsFinite(p.Loss)).ToList();
        var size = Math.Max(1, (finite.Count + MostPoints - 1) / MostPoints);
        return finite.Chunk(size).Select(c => new ChartPoint(c.Average(p => p.Images), c.Average(p => p.Loss))).ToList();
    }
}
