using System.Globalization;
using Spectre.Console;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>A section for people and as Markdown.</summary>
internal static class SectionTable
{
    private static readonly string[] Headings = ["what", "median", "lowest", "highest", "unit", "times"];

    /// <summary>On a terminal.</summary>
    public static Table Terminal(Section section)
    {
        var table = new Table { Border = TableBorder.Simple };
        for (var i = 0; i < Headings.Length; i++) table.AddColumn(i is 0 or 4 ? new TableColumn(Headings[i]) : new TableColumn(Headings[i]).RightAligned());
        foreach (var figure in section.Figures) table.AddRow([.. Cells(figure).Select(c => new Text(c))]);
        return table;
    }

    /// <summary>As lines of a page.</summary>
    public static IEnumerable<string> Markdown(Section section)
    {
        yield return $"## {section.Title}";
        yield return "";
        foreach (var sentence in section.About.Concat(section.Missing)) yield return $"- {sentence}";
        yield return "";
        if (section.Figures.Count == 0) yield break;
        yield return $"| {string.Join(" | ", Headings)} |";
        yield return "|---|---:|---:|---:|---|---:|";
        foreach (var figure in section.Figures) yield return $"| {string.Join(" | ", Cells(figure))} |";
        yield return "";
    }

    private static string[] Cells(Figure figure) =>
        [figure.Name, Number(figure.Median), Number(figure.Low), Number(figure.High), figure.Unit, $"{figure.Times}"];

    // Three digits, more before the point.
    private static string Number(double value) =>
        value.ToString(Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
