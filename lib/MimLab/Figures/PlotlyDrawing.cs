using System.Globalization;

namespace MimLab.Figures;

/// <summary>Turns a chart into traces and a layout.</summary>
internal static class PlotlyDrawing
{
    private const double Gap = 0.08;
    private const int MostPanels = 2;

    public static PlotlyFigure Draw(Chart chart)
    {
        if (chart.Panels.Count is < 1 or > MostPanels)
            throw new ArgumentException($"An interactive chart has one or two panels; '{chart.Title}' has {chart.Panels.Count}.", nameof(chart));
        var named = new HashSet<string>();
        var traces = new List<PlotlyTrace>();
        var shapes = new List<PlotlyShape>();
        var annotations = new List<PlotlyAnnotation>();
        for (var i = 0; i < chart.Panels.Count; i++)
        {
            var panel = chart.Panels[i];
            var (x, y) = (Axis("x", i), Axis("y", i));
            traces.AddRange(panel.Series.Select(s => Trace(s, x, y, named.Add(s.Name))));
            if (panel.Title.Length > 0)
                annotations.Add(new PlotlyAnnotation($"<b>{Escape(panel.Title)}</b>", x + " domain", y + " domain", 0, 1.01, "left", new PlotlyFont(13)));
            if (panel.Band is not { } band) continue;
            if (band.Error > 0)
                shapes.Add(new PlotlyShape("rect", x + " domain", y, band.Mean - band.Error, band.Mean + band.Error, new PlotlyLine(Palette.Neutral, 0), "rgba(128,136,145,0.18)"));
            shapes.Add(new PlotlyShape("line", x + " domain", y, band.Mean, band.Mean, new PlotlyLine(Palette.Neutral, 1.5, "dash")));
            annotations.Add(new PlotlyAnnotation(Escape(band.Name), x + " domain", y, 0.99, band.Mean, "right", new PlotlyFont(12)));
        }
        var layout = new PlotlyLayout
        {
            Height = chart.Height,
            Title = new PlotlyText($"<b>{Escape(chart.Title)}</b>", 0.02, "left", new PlotlyFont(15)),
            Margin = new PlotlyMargin(62, 18, chart.Legend.Count == 0 ? 56 : chart.Panels.Any(p => p.Title.Length > 0) ? 100 : 80, 54),
            Legend = new PlotlyLegend { Y = chart.Panels.Any(p => p.Title.Length > 0) ? 1.08 : 1.02 },
            XAxis = Horizontal(chart, 0),
            YAxis = Vertical(chart, 0),
            XAxis2 = chart.Panels.Count > 1 ? Horizontal(chart, 1) : null,
            YAxis2 = chart.Panels.Count > 1 ? Vertical(chart, 1) : null,
            Shapes = shapes.Count > 0 ? shapes : null,
            Annotations = annotations.Count > 0 ? annotations : null,
        };
        return new PlotlyFigure(traces, layout, new PlotlyConfig());
    }

    private static PlotlyTrace Trace(ChartSeries series, string x, string y, bool showLegend)
    {
        var color = Palette.Color(series.Color);
        var hasText = series.Points.Any(p => p.Text.Length > 0);
        return new PlotlyTrace
        {
            Mode = series.Marker == MarkerShape.None ? "lines" : "lines+markers",
            Name = Escape(series.Name),
            LegendGroup = series.Name,
            ShowLegend = showLegend,
            X = series.Points.Select(p => Math.Round(p.X, 6)).ToList(),
            Y = series.Points.Select(p => Math.Round(p.Y, 6)).ToList(),
            Text = hasText ? series.Points.Select(p => Escape(p.Text)).ToList() : null,
            HoverInfo = hasText ? "text" : null,
            XAxis = x,
            YAxis = y,
            ErrorY = series.Points.Any(p => p.Error > 0) ? new PlotlyErrors(series.Points.Select(p => Math.Round(p.Error, 6)).ToList(), color) : null,
            Line = new PlotlyLine(color, series.Marker == MarkerShape.None ? 1.6 : 2, series.Dotted ? "dot" : "solid"),
            Marker = series.Marker == MarkerShape.None ? null : new PlotlyMarker(Symbol(series.Marker), color, 9),
        };
    }

    private static PlotlyAxis Horizontal(Chart chart, int index)
    {
        var panel = chart.Panels[index];
        var (low, high) = panel.RangeX();
        var width = (1 - Gap * 2 * (chart.Panels.Count - 1)) / chart.Panels.Count;
        var left = index * (width + Gap * 2);
        return new PlotlyAxis
        {
            Title = new PlotlyText(Escape(panel.X.Label)),
            Domain = chart.Panels.Count > 1 ? [Math.Round(left, 4), Math.Round(left + width, 4)] : null,
            Anchor = index > 0 ? Axis("y", index) : null,
            Range = [Math.Round(low, 6), Math.Round(high, 6)],
            TickPositions = panel.X.Ticks?.Select(t => Math.Round(t.Position, 6)).ToList(),
            TickLabels = panel.X.Ticks?.Select(t => Escape(t.Label)).ToList(),
            ShowGrid = false,
            ShowLine = true,
        };
    }

    private static PlotlyAxis Vertical(Chart chart, int index)
    {
        var (low, high) = chart.Panels[index].RangeY();
        return new PlotlyAxis
        {
            Title = new PlotlyText(Escape(chart.Panels[index].Y.Label), Standoff: 10),
            Anchor = index > 0 ? Axis("x", index) : null,
            Range = [Math.Round(low, 6), Math.Round(high, 6)],
            ShowGrid = true,
            ShowLine = false,
        };
    }

    private static string Axis(string letter, int index) => index == 0 ? letter : letter + (index + 1).ToString(CultureInfo.InvariantCulture);

    // Plotly reads a small HTML inside its texts, so what comes from a file is escaped before it gets there.
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Symbol(MarkerShape shape) => shape switch
    {
        MarkerShape.Square => "square",
        MarkerShape.Triangle => "triangle-up",
        MarkerShape.TriangleDown => "triangle-down",
        MarkerShape.HollowDiamond => "diamond-open",
        _ => "circle",
    };
}
