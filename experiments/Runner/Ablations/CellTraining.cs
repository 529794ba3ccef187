using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using MimLab.Evaluation;
using MimLab.Results;
using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>
/// Does planned runs one by one: pre-training, fine-tuning, probe and neighbours, as the recipe says, and makes the record. Runs
/// that only evaluate differently share the first one's pre-training.
/// </summary>
internal sealed class CellTraining(AblationPlan plan, DataIdentity data, EarlierWork? earlier)
{
    /// <summary>Names of the metrics a record can hold.</summary>
    public const string FineTuned = "finetune", Probed = "probe", Neighbours = "knn", Loss = "loss", Distance = "avgDist";

    private readonly Dictionary<(string Pretraining, int Seed), PretrainingResult> done = [];

    /// <summary>Trains and evaluates; a run that was interrupted before goes on from its checkpoint.</summary>
    /// <returns>The record; null when interrupted.</returns>
    public RunRecord? Run(PlannedRun run, RunContext context)
    {
        var watch = Stopwatch.StartNew();
        var (recipe, metrics) = (run.Recipe, new SortedDictionary<string, double>(StringComparer.Ordinal));
        var (seconds, speed, seen) = (0.0, 0.0, 0L);
        string? encoder = null;
        List<string> notes = [.. data.Notes(recipe.Data)];
        if (recipe.Pretrain is not null)
        {
            var key = (recipe.PretrainingHash, run.Seed);
            if (!done.TryGetValue(key, out var result))
            {
                var finished = earlier?.Pretraining(run);
                if (finished is not null) notes.Add("Encoders were pre-trained earlier than they were evaluated: the commit in the record is that of the evaluation.");
                result = finished ?? Pretraining.Run(recipe, context with { Directory = PretrainFolder.Beside(context.Directory) });
                if (result.Interrupted) return null;
                done[key] = result;
            }
            var folder = Path.GetDirectoryName(result.EncoderPath)!;
            PretrainFolder.Remember(context.Directory, folder);
            (encoder, seconds, speed, seen) = (result.EncoderPath, result.Seconds, result.ImagesPerSecond, result.ImagesSeen);
            metrics[Loss] = result.FinalLoss;
            var picture = Path.Combine(folder, Reconstructions.File);
            // Half a picture would stay for good.
            if (!File.Exists(picture)) WholeFile.Write(picture, Reconstructions.Picture(recipe, result.CheckpointPath));
        }
        foreach (var (name, evaluate) in Evaluations(recipe, encoder, context))
        {
            var result = evaluate();
            if (result.Interrupted) return null;
            metrics[name] = result.Top1;
            seconds += result.Seconds;
        }
        if (run.Cell.AverageDistance(recipe) is { } distance) metrics[Distance] = distance;
        return new RunRecord
        {
            Ablation = plan.Ablation.Slug,
            Preset = plan.PresetName,
            Cell = run.Cell.Name,
            Axis = (JsonObject)run.Cell.Axis.DeepClone(),
            Metrics = metrics,
            Seed = run.Seed,
            Recipe = JsonDocument.Parse(recipe.ToJson()).RootElement,
            RecipeHash = run.RecipeHash,
            Data = data.Name(recipe.Data),
            DataHash = data.Hash(recipe.Data),
            Device = Accelerator.Name(context.Device),
            Precision = (recipe.Pretrain?.Precision ?? recipe.Finetune?.Precision ?? Precision.Auto).Resolve(context.Device),
            Seconds = Math.Max(seconds, watch.Elapsed.TotalSeconds),
            ImagesPerSecond = speed,
            ImagesSeen = seen,
            Notes = notes,
            Provenance = Provenance.Collect(),
        };
    }

    private static IEnumerable<(string Name, Func<EvaluationResult> Run)> Evaluations(Recipe recipe, string? encoder, RunContext context)
    {
        if (recipe.Finetune is not null) yield return (FineTuned, () => FineTuning.Run(recipe, encoder, context.Below("finetune")));
        if (recipe.Probe is not null) yield return (Probed, () => LinearProbe.Run(recipe, encoder, context.Below("probe")));
        if (recipe.Knn is not null) yield return (Neighbours, () => KNearestNeighbours.Run(recipe, encoder, context.Below("knn")));
    }
}
