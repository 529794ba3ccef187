using System.Globalization;
using System.Text;

namespace MimLab.Figures;

/// <summary>
/// Draws a <see cref="Chart"/> as a standalone SVG file: the static twin of the interactive figure, for markdown pages, print and
/// readers without scripts. Its ground is transparent and its ink follows the reader's light or dark setting.
/// </summary>
public static class SvgChart
{
    internal const double FontSize = 12;
    private const double LegendRow = 20;

    /// <summary>The chart as SVG text.</summary>
    public static string Render(Chart chart)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"mim-chart\" viewBox=\"0 0 {chart.Width} {chart.Height}\" width=\"{chart.Width}\" height=\"{chart.Height}\" role=\"img\">\n");
        svg.Append("<title>").Append(Markup.Escape(chart.Title)).Append("</title>\n");
        if (chart.Description.Length > 0) svg.Append("<desc>").Append(Markup.Escape(chart.Description)).Append("</desc>\n");
        svg.Append(Style);
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"16\" y=\"26\">{Markup.Escape(chart.Title)}</text>\n");
        var top = 44 + DrawLegend(svg, chart, 52);
        var width = (chart.Width - chart.Panels.Sum(p => p.LabelRoom + 18)) / chart.Panels.Count;
        var left = 0.0;
        foreach (var panel in chart.Panels)
        {
            left += panel.LabelRoom;
            new SvgPanel(svg, panel, left, top + (panel.Title.Length > 0 ? 26 : 8), left + width, chart.Height - 50).Draw();
            left += width + 18;
        }
        svg.Append("</svg>\n");
        return svg.ToString();
    }

    private static double DrawLegend(StringBuilder svg, Chart chart, double top)
    {
        if (chart.Legend.Count == 0) return 0;
        double x = 16, y = top;
        foreach (var series in chart.Legend)
        {
            var width = 34 + Measure(series.Name) + 18;
            if (x > 16 && x + width > chart.Width) (x, y) = (16, y + LegendRow);
            var color = Palette.Color(series.Color);
            if (series.Joined)
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{N(x)} {N(y)}h26\" stroke=\"{color}\" stroke-width=\"2\"{(series.Dotted ? " stroke-dasharray=\"2 4\"" : "")}/>");
            SvgPanel.DrawMarker(svg, series.Marker, color, x + 13, y);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(x + 34)}\" y=\"{N(y + 4)}\">{Markup.Escape(series.Name)}</text>\n");
            x += width;
        }
        return y - top + LegendRow;
    }

    /// <summary>Width of a text in pixels, near enough for a legend.</summary>
    private static double Measure(string text) => text.Length * FontSize * 0.55;

    internal static string N(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private const string Style = """
        <style>
        .mim-chart { font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-size: 12px; }
        .mim-chart text { fill: #3d444d; }
        .mim-chart .title { font-size: 15px; font-weight: 600; fill: #1f2328; }
        .mim-chart .panel { font-size: 13px; font-weight: 600; }
        .mim-chart .grid { stroke: #d8dee4; stroke-width: 1; }
        .mim-chart .axis { stroke: #8c959f; stroke-width: 1; }
        .mim-chart path { fill: none; }
        @media (prefers-color-scheme: dark) {
        .mim-chart text { fill: #c9d1d9; }
        .mim-chart .title { fill: #f0f6fc; }
        .mim-chart .grid { stroke: #30363d; }
        .mim-chart .axis { stroke: #6e7681; }
        }
        </style>

        """;
}
