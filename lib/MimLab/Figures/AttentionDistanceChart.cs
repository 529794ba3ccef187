using System.Globalization;

namespace MimLab.Figures;

/// <summary>Mean attention distance against the block: how far each part of an encoder looks.</summary>
public static class AttentionDistanceChart
{
    /// <summary>One encoder: its nearest and farthest head and the mean of all heads.</summary>
    /// <param name="title">Title.</param>
    /// <param name="blocks">Pixels, first by block, then by head.</param>
    /// <param name="uniform">The distance of a head that looks everywhere alike, in pixels.</param>
    public static Chart Create(string title, IReadOnlyList<IReadOnlyList<double>> blocks, double uniform) => Draw(title, uniform, blocks.Count,
    [
        Line("farthest head", 1, blocks, heads => heads.Max()),
        Line("mean of the heads", 0, blocks, heads => heads.Average()),
        Line("nearest head", 2, blocks, heads => heads.Min()),
    ]);

    /// <summary>Several encoders: the mean of the heads of each.</summary>
    /// <param name="title">Title.</param>
    /// <param name="encoders">Name of each encoder, and its pixels by block and head.</param>
    /// <param name="uniform">The distance of a head that looks everywhere alike, in pixels.</param>
    public static Chart Compare(string title, IReadOnlyList<(string Name, IReadOnlyList<IReadOnlyList<double>> Blocks)> encoders, double uniform) =>
        Draw(title, uniform, encoders.Max(e => e.Blocks.Count), [.. encoders.Select((e, i) => Line(e.Name, i, e.Blocks, heads => heads.Average()))]);

    private static Chart Draw(string title, double uniform, int depth, IReadOnlyList<ChartSeries> series)
    {
        var x = new ChartAxis("block") { Ticks = [.. Enumerable.Range(1, depth).Select(b => new ChartTick(b, b.ToString(CultureInfo.InvariantCulture)))] };
        var panel = new ChartPanel("", x, new ChartAxis("mean attention distance (px)"), series) { Band = new ChartBand("everywhere alike", uniform, 0) };
        return new Chart(title, [panel])
        {
            Description = $"Mean attention distance in pixels for {depth} blocks; attention that is everywhere alike has {uniform.ToString("F1", CultureInfo.InvariantCulture)} px.",
            Height = 380,
        };
    }

    private static ChartSeries Line(string name, int index, IReadOnlyList<IReadOnlyList<double>> blocks, Func<IReadOnlyList<double>, double> value) =>
        new(name, index, [.. blocks.Select((heads, i) => new ChartPoint(i + 1, value(heads), 0, Text(name, i, heads)))]) { Marker = Palette.Shape(index) };

    private static string Text(string name, int block, IReadOnlyList<double> heads) =>
        $"{name}, block {block + 1}: heads at {string.Join(", ", heads.Order().Select(d => d.ToString("F1", CultureInfo.InvariantCulture)))} px";
}
