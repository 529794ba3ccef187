using MimLab.Figures;
using MimLab.Masking;
using MimLab.Results;

namespace MimLab.Runner.Ablations;

/// <summary>
/// What stands in a report beside the table: the masks of every cell, reconstructions and loss curves of the runs on this
/// machine.
/// </summary>
internal static class ReportMatter
{
    /// <summary>The report of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="table">Its table.</param>
    /// <param name="runs">Folder of the plan's runs, which may be empty.</param>
    public static AblationReport Of(AblationPlan plan, ResultsTable table, string runs)
    {
        var pretrained = plan.Runs.Where(r => r.Seed == plan.Runs[0].Seed && r.Cell.Kind != CellKind.Scratch)
            // Cells that only evaluate differently share masks, curve and pictures.
            .DistinctBy(r => r.Recipe.PretrainingHash).ToList();
        var curves = pretrained.Select(r => (r.Cell.Name, Path: Path.Combine(PretrainFolder.Of(r.FolderIn(runs)), "metrics.jsonl"))).Where(c => File.Exists(c.Path)).ToList();
        return new AblationReport(table)
        {
            LossCurve = curves.Count == 0 ? null : LossCurve.Create("Pre-training loss", [.. curves.Select(c => (c.Name, LossCurve.Read(c.Path)))], "loss in pre-training"),
            Pictures = [.. pretrained.GroupBy(Masks).SelectMany(g => Pictures(g.Key, [.. g], runs))],
        };
    }

    private static (MaskSettings Mask, int Image, int Token) Masks(PlannedRun run)
    {
        var shape = run.Recipe.Model.AnyEncoderShape();
        return (run.Recipe.Mask, shape.ImageSize, shape.TokenSize);
    }

    /// <summary>Masks once for all cells that hide alike, then what each of them paints.</summary>
    private static IEnumerable<ReportPicture> Pictures((MaskSettings Mask, int Image, int Token) hidden, List<PlannedRun> alike, string runs)
    {
        var masks = hidden.Mask.Create(hidden.Image, hidden.Token);
        yield return new ReportPicture($"Masks of {string.Join(", ", alike.Select(r => r.Cell.Name))}", $"Eight masks ({masks.Name}) over {masks.GridSize} x {masks.GridSize} tokens; dark tokens are hidden.", MaskSamples.Picture(masks, 0));
        foreach (var run in alike)
        {
            var reconstruction = Path.Combine(PretrainFolder.Of(run.FolderIn(runs)), Reconstructions.File);
            if (!File.Exists(reconstruction)) continue;
            yield return new ReportPicture($"Reconstructions of {run.Cell.Name}", $"Test images, their masked form, the prediction, and the image with its hidden part filled in; seed {run.Seed}.", File.ReadAllBytes(reconstruction));
        }
    }
}
