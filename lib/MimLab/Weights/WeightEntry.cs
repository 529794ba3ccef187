using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>A tensor in a file, before it is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Shape">Its sizes.</param>
public sealed record WeightEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape)
{
    /// <summary>How many numbers it has.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>How many bytes they take.</summary>
    public long Bytes => Count * SafeTensorsEntry.SizeOf(Type);

    /// <summary>The type as safetensors files name it: F32, BF16, I64, ...</summary>
    public string TypeName => SafeTensorsEntry.NameOf(Type)!;
}
