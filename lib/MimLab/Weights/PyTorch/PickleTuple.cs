namespace MimLab.Weights;

/// <summary>A tuple in a pickle.</summary>
internal sealed record PickleTuple(object?[] Items);
