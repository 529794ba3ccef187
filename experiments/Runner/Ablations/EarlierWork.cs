using System.Text.Json.Nodes;
using MimLab.Results;
using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>
/// What has been done before and need not be done again for a plan: equal runs of other ablations, presets and cells, and
/// finished pre-trainings that differ only in how they were evaluated. Runs are equal when recipe (its words left out), images
/// and seed are. Committed records are taken from committed records, local ones from local ones, so that a fresh clone really
/// trains.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="place">Where runs and ablations lie.</param>
/// <param name="committed">Whether the plan's records go to the ablation's own folder.</param>
/// <param name="data">The image sets.</param>
internal sealed class EarlierWork(AblationPlan plan, Workplace place, bool committed, DataIdentity data)
{
    /// <summary>
    /// The record of an equal run, readdressed to <paramref name="run"/>; null when there is none. Files are read anew each time,
    /// because other ablations may be running.
    /// </summary>
    public RunRecord? Record(PlannedRun run)
    {
        var hash = data.Hash(run.Recipe.Data);
        var match = Stores().SelectMany(Read).LastOrDefault(r => r.Seed == run.Seed && r.DataHash == hash && run.IsOf(r));
        if (match is null) return null;
        var origin = match.SharedFrom ?? $"{match.Ablation}/{match.Preset}/{match.Cell}";
        return match with
        {
            Ablation = plan.Ablation.Slug,
            Preset = plan.PresetName,
            Cell = run.Cell.Name,
            Axis = (JsonObject)run.Cell.Axis.DeepClone(),
            SharedFrom = origin == $"{plan.Ablation.Slug}/{plan.PresetName}/{run.Cell.Name}" ? null : origin,
        };
    }

    /// <summary>A finished pre-training below runs/ that serves <paramref name="run"/>; null when there is none.</summary>
    public PretrainingResult? Pretraining(PlannedRun run)
    {
        if (run.Recipe.Pretrain is null || !Directory.Exists(place.Runs)) return null;
        var images = data.Open(run.Recipe.Data);
        var own = run.FolderIn(plan.FolderIn(place)) + Path.DirectorySeparatorChar;
        return Directory.EnumerateFiles(place.Runs, Training.Pretraining.EncoderFile, SearchOption.AllDirectories)
            .OrderBy(file => file.StartsWith(own, StringComparison.Ordinal) ? 0 : 1).ThenBy(file => file, StringComparer.Ordinal)
            .Select(file => Training.Pretraining.Finished(run.Recipe, images, Path.GetDirectoryName(file)!, run.Seed)).FirstOrDefault(r => r is not null);
    }

    /// <summary>The files of records, the plan's own local results last: they win.</summary>
    private IEnumerable<string> Stores()
    {
        var own = Path.Combine(plan.FolderIn(place), Reproduction.RecordsFile);
        var others = committed
            ? AblationFile.Slugs(place).Select(slug => Path.Combine(place.AblationFolder(slug), Reproduction.RecordsFile))
            : Directory.Exists(place.Runs) ? Directory.EnumerateFiles(place.Runs, Reproduction.RecordsFile, SearchOption.AllDirectories) : [];
        return [.. others.Where(path => path != own).Order(StringComparer.Ordinal), own];
    }

    /// <summary>The records of a file; none of a damaged one, which is its own ablation's trouble.</summary>
    private static IReadOnlyList<RunRecord> Read(string path)
    {
        try
        {
            return new RecordStore(path).Read().Records;
        }
        catch (UserError)
        {
            return [];
        }
    }
}
