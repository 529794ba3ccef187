using System.Text;
using MimLab.Results;

namespace MimLab.Runner.Ablations;

/// <summary>
/// The list of all ablations in <c>experiments/README.md</c>: question, presets, and how many of their runs are recorded.
/// </summary>
public static class AblationList
{
    /// <summary>Name of the generated block.</summary>
    public const string Block = "ablations";

    /// <summary>Path and text of the file with the list; null where there is no file or it has no such block.</summary>
    public static (string Path, string Text)? File(Workplace place)
    {
        var path = Path.Combine(place.Root, "experiments", "README.md");
        if (!System.IO.File.Exists(path)) return null;
        var text = System.IO.File.ReadAllText(path);
        if (!text.Contains($"<!-- generated:{Block} -->", StringComparison.Ordinal)) return null;
        var list = new StringBuilder("| ablation | question | runs recorded, by preset |\n|---|---|---|\n");
        foreach (var slug in AblationFile.Slugs(place))
        {
            var ablation = AblationFile.Load(place, slug);
            var presets = ablation.Presets.Where(p => p.Value.InTable).Select(p => Status(place, ablation, p.Key));
            list.Append($"| [{slug}](ablations/{slug}/{AblationOutputs.TableFile}) | {Cell(ablation.Question)} | {string.Join(", ", presets)} |\n");
        }
        return (path, GeneratedBlock.Replace(text, Block, list.ToString()));
    }

    private static string Status(Workplace place, Ablation ablation, string preset)
    {
        var plan = AblationPlan.Create(place, ablation, preset);
        var records = new RecordStore(Path.Combine(ablation.Folder, Reproduction.RecordsFile)).Read().Records;
        var done = plan.Runs.Count(run => plan.Find(run, records) is not null);
        return $"{preset} {(done == 0 ? "none" : done == plan.Runs.Count ? $"all {done}" : $"{done} of {plan.Runs.Count}")}";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
