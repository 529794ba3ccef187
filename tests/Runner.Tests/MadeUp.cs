using System.Text.Json;
using System.Text.Json.Nodes;
using MimLab.Results;
using MimLab.Runner.Ablations;

namespace Runner.Tests;

/// <summary>Records of runs that nobody did.</summary>
internal static class MadeUp
{
    /// <summary>The record of a run of a plan with these figures.</summary>
    public static RunRecord Record(AblationPlan plan, PlannedRun run, params (string Metric, double Value)[] figures) => new()
    {
        Ablation = plan.Ablation.Slug,
        Preset = plan.PresetName,
        Cell = run.Cell.Name,
        Axis = (JsonObject)run.Cell.Axis.DeepClone(),
        Metrics = figures.ToDictionary(f => f.Metric, f => f.Value),
        Seed = run.Seed,
        Recipe = JsonDocument.Parse(run.Recipe.ToJson()).RootElement,
        RecipeHash = run.RecipeHash,
        Data = "shapes/train",
        DataHash = "abc",
        Device = "cpu",
        Precision = "fp32",
        Seconds = 1,
        ImagesPerSecond = 100,
        ImagesSeen = run.Recipe.Pretrain?.Images ?? 0,
        Provenance = Provenance.Collect(),
    };
}
