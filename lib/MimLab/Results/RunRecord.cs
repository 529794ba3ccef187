using System.Text.Json;
using System.Text.Json.Nodes;

namespace MimLab.Results;

/// <summary>
/// One finished run of one cell of an ablation: one line of <c>results.jsonl</c>. Tables, charts and reports are made from
/// these lines alone, so a record holds everything needed to judge or repeat the run.
/// </summary>
public sealed record RunRecord
{
    /// <summary>The schema this build writes and reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>
    /// Name under which <see cref="Measured"/> gives the seconds of pre-training, which a record holds as images and their speed.
    /// </summary>
    public const string WallTime = "wallTime";

    /// <summary>Version of the record's layout.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The ablation's slug, which is its folder's name.</summary>
    public required string Ablation { get; init; }

    /// <summary>The preset that was run: smoke, quick, cifar10, imagenet.</summary>
    public required string Preset { get; init; }

    /// <summary>Identity of the cell inside the ablation, e.g. <c>random-32-0.6</c> or <c>scratch</c>.</summary>
    public required string Cell { get; init; }

    /// <summary>The cell's axis values in the order of the table's columns, e.g. strategy, cellSize, ratio.</summary>
    public required JsonObject Axis { get; init; }

    /// <summary>Results by name. Accuracies are in percent.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Seed of the run.</summary>
    public required int Seed { get; init; }

    /// <summary>The recipe after inheritance and overrides.</summary>
    public required JsonElement Recipe { get; init; }

    /// <summary>SHA-256 of the resolved recipe.</summary>
    public required string RecipeHash { get; init; }

    /// <summary>Name of the data set.</summary>
    public required string Data { get; init; }

    /// <summary>Hash of the data set's content.</summary>
    public required string DataHash { get; init; }

    /// <summary>Where it ran: <c>cpu</c>, or the accelerator's name.</summary>
    public required string Device { get; init; }

    /// <summary>Arithmetic of the forward and backward pass: <c>fp32</c> or <c>bf16</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>Wall-clock seconds of pre-training and evaluation together.</summary>
    public required double Seconds { get; init; }

    /// <summary>Pre-training speed in images per second; 0 where there was no pre-training.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Images seen in pre-training, repeats counted: the run's budget.</summary>
    public required long ImagesSeen { get; init; }

    /// <summary>
    /// The ablation/preset/cell that this run was trained for, where an equal run was taken over from there; null for a run of
    /// its own. Metrics, recipe and provenance are those of that run.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? SharedFrom { get; init; }

    /// <summary>What the run wants to say about itself, e.g. how many unreadable files it skipped.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The code and the machine.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>What the record says under the name of a metric; null where it says nothing.</summary>
    /// <param name="metric">A key of <see cref="Metrics"/>, or <see cref="WallTime"/>.</param>
    public double? Measured(string metric) => metric == WallTime
        ? ImagesPerSecond > 0 ? ImagesSeen / ImagesPerSecond : null
        : Metrics.TryGetValue(metric, out var value) ? value : null;

    /// <summary>The record as one line of JSON without a line end.</summary>
    /// <exception cref="UserError">A number is not finite, which JSON cannot hold.</exception>
    public string ToJson()
    {
        foreach (var (name, value) in Metrics)
            if (!double.IsFinite(value))
                throw new UserError($"The metric '{name}' of cell '{Cell}', seed {Seed} is {value}, which cannot be recorded; look for a diverged run.");
        if (!double.IsFinite(Seconds) || !double.IsFinite(ImagesPerSecond))
            throw new UserError($"The duration or speed of cell '{Cell}', seed {Seed} is not a finite number, so the run cannot be recorded.");
        return JsonSerializer.Serialize(this, ResultsJson.Default.RunRecord);
    }

    /// <summary>Reads one line. Unknown, missing and null members are errors.</summary>
    /// <exception cref="JsonException">The line is not a record of this schema.</exception>
    public static RunRecord Parse(string line)
    {
        var record = JsonSerializer.Deserialize(line, ResultsJson.Default.RunRecord) ?? throw new JsonException("the line holds null instead of a record");
        return record.Schema == CurrentSchema
            ? record
            : throw new JsonException($"the record has schema {record.Schema}, and this build reads schema {CurrentSchema}");
    }
}
