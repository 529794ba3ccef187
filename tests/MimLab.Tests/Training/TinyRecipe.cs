using MimLab.Training;

namespace MimLab.Tests.Training;

/// <summary>A recipe that trains in milliseconds: a two-block ViT on 128 built-in images.</summary>
internal static class TinyRecipe
{
    private const string Text = """
        {
          "name": "tiny",
          "model": { "size": "ViT-T", "imageSize": 32, "patchSize": 8, "width": 32, "depth": 2, "heads": 2, "dropPath": 0.2 },
          "mask": { "strategy": "random", "cellSize": 8, "ratio": 0.6 },
          "data": { "set": "shapes", "trainCount": 128, "testCount": 40 },
          "pretrain": {
            "images": 320, "batch": 16, "precision": "fp32", "logEvery": 1, "checkpointEvery": 10,
            "augmentation": { "size": 32 }, "optimizer": { "learningRate": 1e-3 }, "schedule": { "warmupFraction": 0.2 }
          },
          "finetune": {
            "labels": 40, "epochs": 2, "batch": 20, "precision": "fp32", "testEvery": 1, "layerDecay": 0.8,
            "augmentation": { "size": 32 }
          },
          "probe": { "labels": 40, "epochs": 3, "batch": 20, "precision": "fp32" },
          "knn": { "bankImages": 40, "queryImages": 20, "neighbours": 5, "precision": "fp32" }
        }
        """;

    public static Recipe Load(TemporaryFolder folder, params string[] overrides) =>
        Recipe.Load(folder.Write("recipe.json", Text), overrides);

    public static RunContext Context(TemporaryFolder folder, string run, IRunProgress? progress = null, CancellationToken stop = default, bool resume = false) =>
        new() { Directory = folder[run], Seed = 1, Progress = progress ?? SilentProgress.Instance, Stop = stop, Resume = resume };
}
