namespace MimLab.Models;

/// <summary>What became of the tensors of a file when they were put into a model.</summary>
public sealed record WeightsReport
{
    /// <summary>Parameters of the model that the file filled.</summary>
    public required IReadOnlyList<string> Loaded { get; init; }

    /// <summary>Those among them that were interpolated from another image size.</summary>
    public required IReadOnlyList<string> Resized { get; init; }

    /// <summary>
    /// Parameters that the file need not have, and that keep their first values: a norm behind the pooling, a position bias, a
    /// mask token.
    /// </summary>
    public required IReadOnlyList<string> Fresh { get; init; }

    /// <summary>Parameters that the file should have.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>
    /// Tensors of the file, by its own names, that have no place in the model, such as the head of pre-training in a classifier.
    /// </summary>
    public required IReadOnlyList<string> Unexpected { get; init; }

    /// <summary>
    /// Parameters whose tensor in the file has another shape: <c>"name" has shape [2] in the checkpoint but [3]</c>.
    /// </summary>
    public required IReadOnlyList<string> WrongShape { get; init; }

    /// <summary>A sentence that says so where the file is of another model altogether; null where it is not.</summary>
    public string? OtherModel { get; init; }

    /// <summary>Whether the file is of this model, and nothing that the model needs is missing or has another shape.</summary>
    public bool Complete => OtherModel is null && Missing.Count == 0 && WrongShape.Count == 0;

    /// <summary>How many tensors met which fate, in a sentence.</summary>
    public string Summary => $"{Loaded.Count} tensors loaded, {Resized.Count} of them interpolated; {Missing.Count} missing, {WrongShape.Count} of another shape, "
        + $"{Unexpected.Count} unexpected.";

    /// <summary>The first thing that does not fit, in a sentence; null where nothing is missing or of another shape.</summary>
    public string? Gap =>
        Missing.Count > 0 ? $"The checkpoint has no \"{Missing[0]}\", which this model needs{Others(Missing)}: use the model settings it was trained with."
        : WrongShape.Count > 0 ? $"{WrongShape[0]} in this model{Others(WrongShape)}: use the model settings it was trained with."
        : null;

    private static string Others(IReadOnlyList<string> names) => names.Count == 1 ? "" : $" (and {names.Count - 1} more)";
}
