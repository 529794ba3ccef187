using System.Globalization;
using System.Text;
using static MimLab.Figures.SvgChart;

namespace MimLab.Figures;

/// <summary>Draws one panel into the rectangle from (left, top) to (right, bottom), axis labels outside of it.</summary>
internal sealed class SvgPanel
{
    private const double Cap = 4;
    private readonly StringBuilder svg;
    private readonly ChartPanel panel;
    private readonly double left, top, right, bottom;
    private readonly (double Low, double High) rangeX, rangeY;

    public SvgPanel(StringBuilder svg, ChartPanel panel, double left, double top, double right, double bottom)
    {
        (this.svg, this.panel, this.left, this.top, this.right, this.bottom) = (svg, panel, left, top, right, bottom);
        (rangeX, rangeY) = (panel.RangeX(), panel.RangeY());
    }

    public void Draw()
    {
        svg.Append("<g>\n");
        if (panel.Title.Length > 0) DrawText(left, top - 12, "start", panel.Title, "panel");
        if (panel.Sideways) DrawSidewaysAxes();
        else DrawAxes();
        if (panel.Band is { } band) DrawBand(band);
        foreach (var series in panel.Series) DrawSeries(series);
        svg.Append("</g>\n");
    }

    /// <summary>
    /// Place of a value of the panel's x-axis: from the left, or from the top where the panel lies on its side.
    /// </summary>
    private double Along(double value) => panel.Sideways
        ? top + (value - rangeX.Low) / (rangeX.High - rangeX.Low) * (bottom - top)
        : left + (value - rangeX.Low) / (rangeX.High - rangeX.Low) * (right - left);

    /// <summary>
    /// Place of a value of the panel's y-axis: from the bottom, or from the left where the panel lies on its side.
    /// </summary>
    private double Across(double value) => panel.Sideways
        ? left + (value - rangeY.Low) / (rangeY.High - rangeY.Low) * (right - left)
        : bottom - (value - rangeY.Low) / (rangeY.High - rangeY.Low) * (bottom - top);

    private (double X, double Y) At(ChartPoint point) => panel.Sideways ? (Across(point.Y), Along(point.X)) : (Along(point.X), Across(point.Y));

    private void DrawAxes()
    {
        foreach (var tick in panel.Y.Ticks ?? NiceTicks.For(rangeY.Low, rangeY.High, 5))
        {
            DrawPath($"M{N(left)} {N(Across(tick.Position))}H{N(right)}", "class=\"grid\"");
            DrawText(left - 8, Across(tick.Position) + 4, "end", tick.Label);
        }
        DrawPath($"M{N(left)} {N(bottom)}H{N(right)}", "class=\"axis\"");
        foreach (var tick in panel.X.Ticks ?? NiceTicks.For(rangeX.Low, rangeX.High, right - left > 500 ? 8 : 5))
        {
            DrawPath($"M{N(Along(tick.Position))} {N(bottom)}v5", "class=\"axis\"");
            DrawText(Along(tick.Position), bottom + 19, "middle", tick.Label);
        }
        DrawText((left + right) / 2, bottom + 40, "middle", panel.X.Label);
        var middle = (top + bottom) / 2;
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(left - 46)}\" y=\"{N(middle)}\" text-anchor=\"middle\" transform=\"rotate(-90 {N(left - 46)} {N(middle)})\">{Markup.Escape(panel.Y.Label)}</text>\n");
    }

    private void DrawSidewaysAxes()
    {
        foreach (var tick in panel.X.Ticks ?? [])
        {
            DrawPath($"M{N(left)} {N(Along(tick.Position))}H{N(right)}", "class=\"grid\"");
            if (tick.Label.Length > 0) DrawText(left - 10, Along(tick.Position) + 4, "end", tick.Label);
        }
        DrawPath($"M{N(left)} {N(bottom)}H{N(right)}", "class=\"axis\"");
        foreach (var tick in panel.Y.Ticks ?? NiceTicks.For(rangeY.Low, rangeY.High, right - left > 500 ? 8 : 5))
        {
            DrawPath($"M{N(Across(tick.Position))} {N(bottom)}v5", "class=\"axis\"");
            DrawText(Across(tick.Position), bottom + 19, "middle", tick.Label);
        }
        DrawText((left + right) / 2, bottom + 40, "middle", panel.Y.Label);
    }

    private void DrawBand(ChartBand band)
    {
        var (low, middle, high) = (Across(band.Mean - band.Error), Across(band.Mean), Across(band.Mean + band.Error));
        if (band.Error > 0)
        {
            var place = panel.Sideways
                ? $"x=\"{N(low)}\" y=\"{N(top)}\" width=\"{N(high - low)}\" height=\"{N(bottom - top)}\""
                : $"x=\"{N(left)}\" y=\"{N(high)}\" width=\"{N(right - left)}\" height=\"{N(low - high)}\"";
            svg.Append($"<rect {place} fill=\"{Palette.Neutral}\" fill-opacity=\"0.18\"/>\n");
        }
        DrawPath(panel.Sideways ? $"M{N(middle)} {N(top)}V{N(bottom)}" : $"M{N(left)} {N(middle)}H{N(right)}",
            $"stroke=\"{Palette.Neutral}\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\"");
        if (panel.Sideways) DrawText(middle + 5, top + 9, "start", band.Name); // above the first row
        else DrawText(right - 4, middle - 6, "end", band.Name);
    }

    private void DrawSeries(ChartSeries series)
    {
        var color = Palette.Color(series.Color);
        if (series.Joined && series.Points.Count > 1)
        {
            var line = string.Join("", series.Points.Select(At).Select((p, i) => $"{(i == 0 ? 'M' : 'L')}{N(p.X)} {N(p.Y)}"));
            DrawPath(line, $"stroke=\"{color}\" stroke-width=\"{(series.Marker == MarkerShape.None ? "1.6" : "2")}\" stroke-linejoin=\"round\"{(series.Dotted ? " stroke-dasharray=\"2 4\"" : "")}");
        }
        foreach (var point in series.Points)
        {
            var (x, y) = At(point);
            if (point.Error > 0)
            {
                double low = Across(point.Y - point.Error), high = Across(point.Y + point.Error);
                DrawPath(panel.Sideways
                    ? $"M{N(low)} {N(y)}H{N(high)}M{N(low)} {N(y - Cap)}v{N(2 * Cap)}M{N(high)} {N(y - Cap)}v{N(2 * Cap)}"
                    : $"M{N(x)} {N(low)}V{N(high)}M{N(x - Cap)} {N(low)}h{N(2 * Cap)}M{N(x - Cap)} {N(high)}h{N(2 * Cap)}", $"stroke=\"{color}\" stroke-width=\"1.4\"");
            }
            DrawMarker(svg, series.Marker, color, x, y);
        }
    }

    public static void DrawMarker(StringBuilder svg, MarkerShape shape, string color, double x, double y)
    {
        var fill = $"style=\"fill:{color}\"";
        var outline = $"fill=\"none\" stroke=\"{color}\" stroke-width=\"1.8\"";
        var mark = shape switch
        {
            MarkerShape.Circle => $"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"4.5\" {fill}/>",
            MarkerShape.Square => $"<path d=\"M{N(x - 4)} {N(y - 4)}h8v8h-8z\" {fill}/>",
            MarkerShape.Triangle => $"<path d=\"M{N(x)} {N(y - 5.5)}l5 9h-10z\" {fill}/>",
            MarkerShape.TriangleDown => $"<path d=\"M{N(x)} {N(y + 5.5)}l5 -9h-10z\" {fill}/>",
            MarkerShape.HollowCircle => $"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"4.5\" {outline}/>",
            MarkerShape.HollowSquare => $"<path d=\"M{N(x - 4)} {N(y - 4)}h8v8h-8z\" {outline}/>",
            MarkerShape.HollowTriangle => $"<path d=\"M{N(x)} {N(y - 5.5)}l5 9h-10z\" {outline}/>",
            MarkerShape.HollowTriangleDown => $"<path d=\"M{N(x)} {N(y + 5.5)}l5 -9h-10z\" {outline}/>",
            MarkerShape.HollowDiamond => $"<path d=\"M{N(x)} {N(y - 6)}l6 6l-6 6l-6 -6z\" {outline}/>",
            _ => "",
        };
        if (mark.Length > 0) svg.Append(mark).Append('\n');
    }

    private void DrawPath(string data, string attributes) => svg.Append("<path d=\"").Append(data).Append("\" ").Append(attributes).Append("/>\n");

    private void DrawText(double x, double y, string anchor, string text, string kind = "") =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\"{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>{Markup.Escape(text)}</text>\n");
}
