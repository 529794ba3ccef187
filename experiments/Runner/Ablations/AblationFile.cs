using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>Reads <c>ablation.json</c>, with every complaint naming file and key.</summary>
public static partial class AblationFile
{
    /// <summary>Name of the file in an ablation's folder.</summary>
    public const string Name = "ablation.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The slugs of every ablation there is.</summary>
    public static IReadOnlyList<string> Slugs(Workplace place) => !Directory.Exists(place.Ablations) ? []
        : [.. Directory.GetDirectories(place.Ablations).Where(f => File.Exists(Path.Combine(f, Name))).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    /// <summary>Reads the ablation of that name.</summary>
    /// <exception cref="UserError">There is none, or its file is not in order.</exception>
    public static Ablation Load(Workplace place, string slug)
    {
        var path = Path.Combine(place.AblationFolder(slug), Name);
        if (!File.Exists(path)) throw new UserError($"There is no ablation '{slug}' in {Workplace.Shown(place.Ablations)}: {NearestName.Hint(slug, Slugs(place), "ablations")}");
        try
        {
            var ablation = JsonSerializer.Deserialize<Ablation>(File.ReadAllText(path), Options) ?? throw new JsonException("the file holds null");
            return Check(ablation with { Slug = slug, Folder = place.AblationFolder(slug) }, path);
        }
        catch (JsonException e)
        {
            var at = string.IsNullOrEmpty(e.Path) || e.Path == "$" ? "" : $" at {e.Path.TrimStart('$', '.')}";
            throw new UserError($"{path} is not in order{at}, line {e.LineNumber + 1}: {Reason(e.Message)}.", e);
        }
    }

    /// <summary>A JSON object of changes as <c>key=value</c> overrides of a recipe.</summary>
    public static IEnumerable<string> Overrides(JsonObject set) => set.Select(p => $"{p.Key}={p.Value?.ToJsonString() ?? "null"}");

    private static Ablation Check(Ablation ablation, string path)
    {
        if (ablation.Presets.Count == 0) throw new UserError($"{path} has no presets: give at least one.");
        foreach (var (name, preset) in ablation.Presets)
        {
            if (!ablation.Cells.TryGetValue(preset.Cells, out var cells))
                throw new UserError($"{path}: presets.{name}.cells is '{preset.Cells}', which is none of {string.Join(", ", ablation.Cells.Keys)}.");
            if (preset.Seeds.Count == 0) throw new UserError($"{path}: presets.{name}.seeds is empty; give at least one seed.");
            foreach (var wanted in preset.Only ?? [])
                if (cells.All(c => c.Name != wanted))
                    throw new UserError($"{path}: presets.{name}.only names '{wanted}', which is no cell of '{preset.Cells}': {NearestName.Hint(wanted, cells.Select(c => c.Name), "cells")}");
        }
        foreach (var metric in ablation.Metrics.Where(m => m.RelativeTo is not null))
            if (ablation.Cells.Values.All(cells => cells.All(c => c.Name != metric.RelativeTo)))
                throw new UserError($"{path}: metrics has '{metric.Key}' relative to '{metric.RelativeTo}', which is no cell: {NearestName.Hint(metric.RelativeTo!, ablation.Cells.Values.SelectMany(c => c).Select(c => c.Name).Distinct(), "cells")}");
        CheckNames(ablation, path);
        CheckChart(ablation, path);
        foreach (var (list, cells) in ablation.Cells)
            foreach (var cell in cells)
                if (!CellName().IsMatch(cell.Name))
                    throw new UserError($"{path}: cells.{list} has the name '{cell.Name}'; use letters, digits, dots and dashes, because it names folders.");
        return ablation;
    }

    private static void CheckNames(Ablation ablation, string path)
    {
        string[] cells = [.. ablation.Cells.Values.SelectMany(c => c).Select(c => c.Name).Distinct()];
        Known("baseline", ablation.Baseline, cells, "cells");
        Known("orderAxis", ablation.OrderAxis, [.. ablation.Axes.Select(a => a.Key)], "axes");
        Known("headline", ablation.Headline, [.. ablation.Presets.Keys], "presets");
        foreach (var (list, named) in ablation.Cells)
            if (named.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new UserError($"{path}: cells.{list} has two cells of the name '{twice.Key}'; give each its own, because it names folders and records.");

        void Known(string key, string? given, string[] known, string kind)
        {
            if (given is not null && !known.Contains(given))
                throw new UserError($"{path}: {key} is '{given}', which is none of the {kind}: {NearestName.Hint(given, known, kind)}");
        }
    }

    private static void CheckChart(Ablation ablation, string path)
    {
        var chart = ablation.Chart;
        if (chart.PaperCells is { } list && !ablation.Cells.ContainsKey(list))
            throw new UserError($"{path}: chart.paperCells is '{list}', which is none of {string.Join(", ", ablation.Cells.Keys)}.");
        string[] axes = [.. ablation.Axes.Select(a => a.Key)];
        string[] columns = [.. ablation.Metrics.Select(m => m.Key), CellFacts.Parameters, CellFacts.Cost, CellFacts.TotalCost, CellFacts.Distance];
        if (chart.Series is { } series && !axes.Contains(series))
            throw new UserError($"{path}: chart.series is '{series}', which is no axis: {NearestName.Hint(series, axes, "axes")}");
        var known = chart.Kind == Results.ChartKind.Scatter ? columns : axes;
        if (chart.Kind == Results.ChartKind.Scatter ? chart.X is null || !known.Contains(chart.X) : chart.X is { } x && !known.Contains(x))
            throw new UserError($"{path}: chart.x is '{chart.X}', but must be {(chart.Kind == Results.ChartKind.Scatter ? "a metric or a fact" : "an axis")}: {NearestName.Hint(chart.X ?? "", known.Distinct(), "columns")}");
    }

    private static string Reason(string message)
    {
        var unknown = UnknownKey().Match(message);
        if (unknown.Success) return $"unknown key '{unknown.Groups[1].Value}'";
        var sentence = message.Split(" Path:")[0].Split(". ")[0].TrimEnd('.');
        return sentence.Split("including: ") is [_, var keys] ? $"it lacks {keys}" : sentence;
    }

    [GeneratedRegex("JSON property '([^']*)' could not be mapped")]
    private static partial Regex UnknownKey();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9.-]*$")]
    private static partial Regex CellName();
}
