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
            traces.AddRange(panel.Series.Select(s => Trace(s, panel.Sideways, x, y, named.Add(s.Name))));
            if (panel.Title.Length > 0)
                annotations.Add(new PlotlyAnnotation($"<b>{Escape(panel.Title)}</b>", x + " domain", y + " domain", 0, 1.01, "left", new PlotlyFont(13)));
            if (panel.Band is not { } band) continue;
            if (band.Error > 0) shapes.Add(Across(panel, "rect", x, y, band.Mean - band.Error, band.Mean + band.Error, new PlotlyLine(Palette.Neutral, 0), "rgba(128,136,145,0.18)"));
            shapes.Add(Across(panel, "line", x, y, band.Mean, band.Mean, new PlotlyLine(Palette.Neutral, 1.5, "dash")));
            annotations.Add(panel.Sideways
                ? new PlotlyAnnotation(Escape(band.Name), x, y + " domain", band.Mean, Math.Round(1 - 16.0 / (chart.Height - 154), 3), "left", new PlotlyFont(12))
                : new PlotlyAnnotation(Escape(band.Name), x + " domain", y, 0.99, band.Mean, "right", new PlotlyFont(12)));
        }
        var layout = new PlotlyLayout
        {
            Height = chart.Height,
            Title = new PlotlyText($"<b>{Escape(chart.Title)}</b>", 0.02, "left", new PlotlyFont(15)),
            Margin = new PlotlyMargin((int)chart.Panels[0].LabelRoom, 18, chart.Legend.Count == 0 ? 56 : chart.Panels.Any(p => p.Title.Length > 0) ? 100 : 80, 54),
            Legend = new PlotlyLegend { Y = chart.Panels[0].Sideways ? Math.Round(1 + 28.0 / (chart.Height - 154), 3) : chart.Panels.Any(p => p.Title.Length > 0) ? 1.08 : 1.02 },
            XAxis = Horizontal(chart, 0),
            YAxis = Vertical(chart, 0),
            XAxis2 = chart.Panels.Count > 1 ? Horizontal(chart, 1) : null,
            YAxis2 = chart.Panels.Count > 1 ? Vertical(chart, 1) : null,
            Shapes = shapes.Count > 0 ? shapes : null,
            Annotations = annotations.Count > 0 ? annotations : null,
        };
        return new PlotlyFigure(traces, layout, new PlotlyConfig());
    }

    /// <summary>A shape over the whole panel between two values of its y-axis.</summary>
    private static PlotlyShape Across(ChartPanel panel, string type, string x, string y, double low, double high, PlotlyLine line, string? fill = null) => panel.Sideways
        ? new PlotlyShape(type, x, y + " domain", 0, 1, line, fill) { X0 = low, X1 = high }
        : new PlotlyShape(type, x + " domain", y, low, high, line, fill);

    private static PlotlyTrace Trace(ChartSeries series, bool sideways, string x, string y, bool showLegend)
    {
        var color = Palette.Color(series.Color);
        var hasText = series.Points.Any(p => p.Text.Length > 0);
        List<double> along = [.. series.Points.Select(p => Math.Round(p.X, 6))], across = [.. series.Points.Select(p => Math.Round(p.Y, 6))];
        var errors = series.Points.Any(p => p.Error > 0) ? new PlotlyErrors(series.Points.Select(p => Math.Round(p.Error, 6)).ToList(), color) : null;
        return new PlotlyTrace
        {
            Mode = series.Marker == MarkerShape.None ? "lines" : series.Joined ? "lines+markers" : "markers",
            Name = Escape(series.Name),
            LegendGroup = series.Name,
            ShowLegend = showLegend,
            X = sideways ? across : along,
            Y = sideways ? along : across,
            Text = hasText ? series.Points.Select(p => Escape(p.Text)).ToList() : null,
            HoverInfo = hasText ? "text" : null,
            XAxis = x,
            YAxis = y,
            ErrorX = sideways ? errors : null,
            ErrorY = sideways ? null : errors,
            Line = new PlotlyLine(color, series.Marker == MarkerShape.None ? 1.6 : 2, series.Dotted ? "dot" : "solid"),
            Marker = series.Marker == MarkerShape.None ? null : new PlotlyMarker(Symbol(series.Marker), color, 9),
        };
    }

    private static PlotlyAxis Horizontal(Chart chart, int index)
    {
        var panel = chart.Panels[index];
        var (axis, (low, high)) = panel.Sideways ? (panel.Y, panel.RangeY()) : (panel.X, panel.RangeX());
        var width = (1 - Gap * 2 * (chart.Panels.Count - 1)) / chart.Panels.Count;
        var left = index * (width + Gap * 2);
        return Scale(axis, low, high) with
        {
            Title = new PlotlyText(Escape(axis.Label)),
            Domain = chart.Panels.Count > 1 ? [Math.Round(left, 4), Math.Round(left + width, 4)] : null,
            Anchor = index > 0 ? Axis("y", index) : null,
            ShowLine = true,
        };
    }

    private static PlotlyAxis Vertical(Chart chart, int index)
    {
        var panel = chart.Panels[index];
        var (low, high) = panel.Sideways ? (panel.RangeX().High, panel.RangeX().Low) : panel.RangeY(); // names are read downward
        return Scale(panel.Sideways ? panel.X : panel.Y, low, high) with
        {
            Title = new PlotlyText(panel.Sideways ? "" : Escape(panel.Y.Label), Standoff: 10),
            Anchor = index > 0 ? Axis("x", index) : null,
            ShowGrid = true,
        };
    }

    private static PlotlyAxis Scale(ChartAxis axis, double low, double high) => new()
    {
        Title = new PlotlyText(""),
        Range = [Math.Round(low, 6), Math.Round(high, 6)],
        TickPositions = axis.Ticks?.Select(t => Math.Round(t.Position, 6)).ToList(),
        TickLabels = axis.Ticks?.Select(t => Escape(t.Label)).ToList(),
        ShowGrid = false,
        ShowLine = false,
    };

    private static string Axis(string letter, int index) => index == 0 ? letter : letter + (index + 1).ToString(CultureInfo.InvariantCulture);

    // Plotly reads a small HTML inside its texts, so what comes from a file is escaped before it gets there.
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Symbol(MarkerShape shape) => shape switch
    {
        MarkerShape.Square => "square",
        MarkerShape.Triangle => "triangle-up",
        MarkerShape.TriangleDown => "triangle-down",
        MarkerShape.HollowCircle => "circle-open",
        MarkerShape.HollowSquare => "square-open",
        MarkerShape.HollowTriangle => "triangle-up-open",
        MarkerShape.HollowTriangleDown => "triangle-down-open",
        MarkerShape.HollowDiamond => "diamond-open",
        _ => "circle",
    };
}
