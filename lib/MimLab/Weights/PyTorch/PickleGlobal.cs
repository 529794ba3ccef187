using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>A Python object that a pickle names, and what is done instead of looking it up; there is no other.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Name">Its name in Python.</param>
/// <param name="Type">The type of a storage's numbers.</param>
internal sealed record PickleGlobal(PickleGlobal.Meaning Kind, string Name, ScalarType Type = default)
{
    private static readonly Dictionary<string, PickleGlobal> Known = new PickleGlobal[]
    {
        new(Meaning.Map, "collections.OrderedDict"),
        new(Meaning.Fields, "argparse.Namespace"),
        new(Meaning.Map, "yacs.config.CfgNode"), // the settings in SimMIM's and Swin's checkpoints
        new(Meaning.Tensor, "torch._utils._rebuild_tensor_v2"),
        new(Meaning.Parameter, "torch._utils._rebuild_parameter"),
        new(Meaning.Storage, "torch.DoubleStorage", ScalarType.Float64),
        new(Meaning.Storage, "torch.FloatStorage", ScalarType.Float32),
        new(Meaning.Storage, "torch.HalfStorage", ScalarType.Float16),
        new(Meaning.Storage, "torch.BFloat16Storage", ScalarType.BFloat16),
        new(Meaning.Storage, "torch.LongStorage", ScalarType.Int64),
        new(Meaning.Storage, "torch.IntStorage", ScalarType.Int32),
        new(Meaning.Storage, "torch.ShortStorage", ScalarType.Int16),
        new(Meaning.Storage, "torch.CharStorage", ScalarType.Int8),
        new(Meaning.Storage, "torch.ByteStorage", ScalarType.Byte),
        new(Meaning.Storage, "torch.BoolStorage", ScalarType.Bool),
    }.ToDictionary(known => known.Name);

    /// <summary>What a name may stand for.</summary>
    public enum Meaning
    {
        /// <summary>A class that is a dictionary, perhaps with fields of its own that do not matter here.</summary>
        Map,

        /// <summary>A class that is nothing but its fields.</summary>
        Fields,

        /// <summary>The function that makes a tensor of a storage.</summary>
        Tensor,

        /// <summary>The function that makes a parameter of a tensor.</summary>
        Parameter,

        /// <summary>A class of storages.</summary>
        Storage,
    }

    /// <summary>The known object of that name, or null.</summary>
    public static PickleGlobal? Find(string module, string name) => Known.GetValueOrDefault($"{module}.{name}");

    /// <summary>The name of the storage class of a type of numbers; null for a type without one.</summary>
    public static string? StorageOf(ScalarType type) => Known.Values.FirstOrDefault(known => known.Kind == Meaning.Storage && known.Type == type)?.Name;
}
