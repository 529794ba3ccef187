using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One argument of an operator, made by implicit conversion at the call; nothing native is allocated for it.</summary>
internal readonly struct OperatorArgument
{
    internal readonly object? Reference;
    internal readonly long Bits;
    internal readonly Tag Tag;

    private OperatorArgument(Tag tag, long bits, object? reference = null) => (Tag, Bits, Reference) = (tag, bits, reference);

    /// <summary>An absent optional argument.</summary>
    internal static OperatorArgument None => default;

    /// <summary>The default that the operator's schema states.</summary>
    internal static OperatorArgument Default => new(Tag.Default, 0);

    /// <summary>A list in which null stands for "no index along this dimension".</summary>
    internal static OperatorArgument List(Tensor?[] tensors) => new(Tag.TensorList, 0, tensors);

    public static implicit operator OperatorArgument(Tensor? tensor) => tensor is null ? default : new(Tag.Tensor, 0, tensor);
    public static implicit operator OperatorArgument(Tensor[] tensors) => new(Tag.TensorList, 0, tensors);
    public static implicit operator OperatorArgument(Scalar? scalar) => scalar is null ? default : new(scalar.Tag, scalar.Bits);
    public static implicit operator OperatorArgument(long value) => new(Tag.Int, value);
    public static implicit operator OperatorArgument(long? value) => value is long number ? new(Tag.Int, number) : default;
    public static implicit operator OperatorArgument(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator OperatorArgument(double? value) => value is double number ? number : default(OperatorArgument);
    public static implicit operator OperatorArgument(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator OperatorArgument(long[]? values) => values is null ? default : new(Tag.IntList, 0, values);
    public static implicit operator OperatorArgument(double[]? values) => values is null ? default : new(Tag.DoubleList, 0, values);
    public static implicit operator OperatorArgument(string? text) => text is null ? default : new(Tag.String, 0, text);
    public static implicit operator OperatorArgument(ScalarType type) => new(Tag.Int, (long)type);
    public static implicit operator OperatorArgument(ScalarType? type) => type is ScalarType known ? new(Tag.Int, (long)known) : default;
    public static implicit operator OperatorArgument(Device? device) => device is null ? default : new(Tag.Device, device.Packed);
    public static implicit operator OperatorArgument(Generator? generator) => generator is null ? default : new(Tag.Generator, 0, generator);

    /// <summary>How many 8-byte words this argument's list or text takes.</summary>
    internal int Words => Tag switch
    {
        Tag.IntList => ((long[])Reference!).Length,
        Tag.DoubleList => ((double[])Reference!).Length,
        Tag.TensorList => ((Tensor?[])Reference!).Length,
        Tag.String => ((string)Reference!).Length / 2 + 2,
        _ => 0,
    };

    /// <summary>The argument in words, for an error message: <c>float32[2, 3]</c>, <c>0.5</c>, <c>[1, -1]</c>.</summary>
    public override string ToString() => Tag switch
    {
        Tag.None => "none",
        Tag.Tensor => ((Tensor)Reference!).Summary,
        Tag.Double => BitConverter.Int64BitsToDouble(Bits).ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        Tag.Bool => Bits != 0 ? "true" : "false",
        Tag.IntList => $"[{string.Join(", ", (long[])Reference!)}]",
        Tag.DoubleList => $"[{string.Join(", ", (double[])Reference!)}]",
        Tag.TensorList => $"[{string.Join(", ", ((Tensor?[])Reference!).Select(t => t is null ? "none" : t.Summary))}]",
        Tag.String => $"\"{Reference}\"",
        Tag.Device => Device.Unpack(Bits).ToString(),
        Tag.Generator => "generator",
        Tag.Default => "default",
        _ => Bits.ToString(),
    };
}
