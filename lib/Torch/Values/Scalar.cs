using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// A number of an operator's call. It holds its value itself and travels by value, so there is nothing to free:
/// <see cref="Dispose"/> exists because TorchSharp's has one.
/// </summary>
public sealed class Scalar : IDisposable
{
    internal readonly Tag Tag;
    internal readonly long Bits;

    private Scalar(ScalarType type, Tag tag, long bits) => (Type, Tag, Bits) = (type, tag, bits);

    /// <summary>The element type that the number was made from.</summary>
    public ScalarType Type { get; }

    internal static Scalar From(Tag tag, long bits) => new(
        tag switch { Tag.Double => ScalarType.Float64, Tag.Bool => ScalarType.Bool, _ => ScalarType.Int64 }, tag, bits);

    private static Scalar Real(ScalarType type, double value) => new(type, Tag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Scalar(byte value) => new(ScalarType.Byte, Tag.Int, value);
    public static implicit operator Scalar(sbyte value) => new(ScalarType.Int8, Tag.Int, value);
    public static implicit operator Scalar(short value) => new(ScalarType.Int16, Tag.Int, value);
    public static implicit operator Scalar(int value) => new(ScalarType.Int32, Tag.Int, value);
    public static implicit operator Scalar(long value) => new(ScalarType.Int64, Tag.Int, value);
    public static implicit operator Scalar(bool value) => new(ScalarType.Bool, Tag.Bool, value ? 1 : 0);
    public static implicit operator Scalar(float value) => Real(ScalarType.Float32, value);
    public static implicit operator Scalar(double value) => Real(ScalarType.Float64, value);
    public static implicit operator Scalar(Half value) => Real(ScalarType.Float16, (double)value);
    public static implicit operator Scalar(BFloat16 value) => Real(ScalarType.BFloat16, value.ToSingle());

    /// <summary>The number as a double, whatever it was made from.</summary>
    internal double AsDouble => Tag == Tag.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    /// <summary>The number as a long, truncated towards zero.</summary>
    internal long AsLong => Tag == Tag.Double ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;

    public void Dispose()
    {
    }

    public override string ToString() => Tag == Tag.Bool ? (Bits != 0).ToString() : Tag == Tag.Double ? AsDouble.ToString() : Bits.ToString();
}
