using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>Numbers in a file of their own, named by a pickle; several tensors may look at them.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Key">The name of their file under <c>data/</c>.</param>
/// <param name="Count">How many there are.</param>
internal sealed record PickleStorage(ScalarType Type, string Key, long Count);
