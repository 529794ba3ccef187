using System.Text.Json;
using System.Text.Json.Serialization;
using MimLab.Training;

namespace MimLab.Runner.Benchmarks;

/// <summary>One row of the training benchmark: a recipe at a size and batch that a laptop can take.</summary>
public sealed record TrainingCase
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>What <c>--only</c> calls it.</summary>
    public required string Name { get; init; }

    /// <summary>What the table calls it.</summary>
    public required string Label { get; init; }

    /// <summary>The recipe whose model, mask and optimizer it trains, by its name in experiments/recipes.</summary>
    public required string Recipe { get; init; }

    /// <summary>Keys that it changes, as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>Images in a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Where the loader's case takes its images from; unused for a training step.</summary>
    public string? Images { get; init; }

    /// <summary>The cases of the training benchmark.</summary>
    public static string FileOf(Workplace place) => Path.Combine(place.Root, "experiments", "benchmarks", "training-steps.json");

    /// <summary>Reads the list of cases.</summary>
    /// <exception cref="UserError">There is no such file, or it is not in order.</exception>
    public static IReadOnlyList<TrainingCase> Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<IReadOnlyList<TrainingCase>>(File.ReadAllText(path), Options)!;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new UserError($"Cannot read the cases of the benchmark in {path}: {e.Message}", e);
        }
    }

    /// <summary>The recipe that both sides train, in this precision.</summary>
    public Recipe Resolve(Workplace place, Precision precision) =>
        Training.Recipe.Load(Path.Combine(place.Recipes, Recipe + ".json"),
            [.. Set, $"pretrain.batch={Batch}", "pretrain.accumulate=1", "pretrain.clipGrad=5", $"pretrain.precision={precision.ToString().ToLowerInvariant()}"]);
}
