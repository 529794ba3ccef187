using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>One tensor in the header of a safetensors file; the offsets count from the end of the header.</summary>
internal sealed record SafeTensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End)
{
    private static readonly (string Name, ScalarType Type, int Size)[] Types =
    [
        ("F64", ScalarType.Float64, 8), ("I64", ScalarType.Int64, 8), ("F32", ScalarType.Float32, 4), ("I32", ScalarType.Int32, 4),
        ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2), ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1), ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>The types that files may hold, as they are named there.</summary>
    public static string TypeNames => string.Join(", ", Types.Select(type => type.Name));

    public static bool TryParseType(string name, out ScalarType type)
    {
        var index = Array.FindIndex(Types, candidate => candidate.Name == name);
        type = index < 0 ? default : Types[index].Type;
        return index >= 0;
    }

    /// <summary>The name of a type in files, or null for one that files cannot hold.</summary>
    public static string? NameOf(ScalarType type) => Types.FirstOrDefault(candidate => candidate.Type == type).Name;

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(ScalarType type) => Types.First(candidate => candidate.Type == type).Size;
}
