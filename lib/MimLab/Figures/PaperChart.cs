using System.Globalization;
using System.Xml.Linq;
using MimLab.Data;

namespace MimLab.Figures;

/// <summary>
/// A chart for notebooks: the picture of <see cref="SvgChart"/> on white paper with its ink written on each element. A notebook's
/// theme and the reader's system disagree at times on light and dark. As pixels, because nbconvert and sites that host code empty
/// SVG pictures.
/// </summary>
public static class PaperChart
{
    private const string Ink = "#3d444d";

    private static readonly Dictionary<string, (string Name, string Value)[]> Classes = new()
    {
        ["title"] = [("fill", "#1f2328"), ("font-size", "15"), ("font-weight", "600")],
        ["panel"] = [("font-size", "13"), ("font-weight", "600")],
        ["grid"] = [("stroke", "#d8dee4")],
        ["axis"] = [("stroke", "#8c959f")],
    };

    /// <summary>The chart as a picture.</summary>
    /// <exception cref="UserError">libvips is not installed.</exception>
    /// <exception cref="UnreadableImageException">The libvips of this machine does not draw SVG.</exception>
    public static Raster Draw(Chart chart)
    {
        var pixels = new ImageBuffer();
        ImageDecoder.DrawSvg(Render(chart), pixels);
        return Raster.FromRgb(pixels.Width, pixels.Height, pixels.Pixels);
    }

    /// <summary>The chart as SVG text.</summary>
    public static string Render(Chart chart)
    {
        var svg = XElement.Parse(SvgChart.Render(chart));
        var space = svg.Name.Namespace;
        svg.Elements(space + "style").Remove();
        foreach (var element in svg.Descendants().ToList())
        {
            if (element.Name.LocalName == "path") element.SetAttributeValue("fill", "none");
            if (element.Attribute("style") is { } style)
            {
                element.SetAttributeValue("fill", style.Value.Replace("fill:", "", StringComparison.Ordinal));
                style.Remove();
            }
            if (element.Attribute("class") is not { } kind) continue;
            foreach (var (name, value) in Classes.GetValueOrDefault(kind.Value, [])) element.SetAttributeValue(name, value);
            kind.Remove();
        }
        svg.SetAttributeValue("class", null);
        svg.SetAttributeValue("fill", Ink);
        svg.SetAttributeValue("font-family", "system-ui, 'Segoe UI', Roboto, Arial, sans-serif");
        svg.SetAttributeValue("font-size", SvgChart.FontSize.ToString(CultureInfo.InvariantCulture));
        svg.Elements().First(e => e.Name.LocalName is not ("title" or "desc")).AddBeforeSelf(
            new XElement(space + "rect", new XAttribute("width", chart.Width), new XAttribute("height", chart.Height), new XAttribute("fill", "#ffffff")));
        return svg.ToString(SaveOptions.DisableFormatting);
    }
}
