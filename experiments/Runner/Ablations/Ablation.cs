using System.Text.Json.Serialization;
using MimLab.Results;

namespace MimLab.Runner.Ablations;

/// <summary>
/// An ablation as data: the question, the paper's table, the axes, the cells and the presets (<c>ablation.json</c>).
/// </summary>
public sealed record Ablation
{
    /// <summary>Title of the table.</summary>
    public required string Title { get; init; }

    /// <summary>The question, as one sentence.</summary>
    public required string Question { get; init; }

    /// <summary>Where the paper's figures stand; nowhere for a question of one's own.</summary>
    public PaperReference Paper { get; init; } = new("", "");

    /// <summary>Columns of axis values.</summary>
    public required IReadOnlyList<AxisColumn> Axes { get; init; }

    /// <summary>Columns of metrics; the first is the headline.</summary>
    public required IReadOnlyList<MetricColumn> Metrics { get; init; }

    /// <summary>The cell that the others are compared with; null for none.</summary>
    public string? Baseline { get; init; }

    /// <summary>The axis whose values the findings put in order; null for none.</summary>
    public string? OrderAxis { get; init; }

    /// <summary>How the chart is drawn; lines when not given.</summary>
    public ChartSettings Chart { get; init; } = new();

    /// <summary>Whether tables leave AvgDist out, because all cells hide patches alike.</summary>
    public bool HideAvgDist { get; init; }

    /// <summary>The cells, in lists that presets name: one for every image size, for example.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Cell>> Cells { get; init; }

    /// <summary>The presets by name. The first is the default.</summary>
    public required IReadOnlyDictionary<string, Preset> Presets { get; init; }

    /// <summary>The preset whose chart is <c>chart.svg</c> and whose table comes first, once it has records.</summary>
    public string? Headline { get; init; }

    /// <summary>Name of the ablation's folder.</summary>
    [JsonIgnore]
    public string Slug { get; init; } = "";

    /// <summary>The ablation's folder.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>The rows of a preset, in order.</summary>
    public IReadOnlyList<Cell> CellsOf(Preset preset) =>
        [.. Cells[preset.Cells].Where(c => preset.Only is null || preset.Only.Contains(c.Name))];

    /// <summary>The preset of that name.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public Preset PresetNamed(string name) => Presets.TryGetValue(name, out var preset) ? preset
        : throw new UserError($"The ablation {Slug} has no preset '{name}': choose one of {string.Join(", ", Presets.Keys)}.");
}
