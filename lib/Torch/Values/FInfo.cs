namespace TorchSharp;

public static partial class torch
{
    /// <summary>The limits of a floating-point type.</summary>
    public struct FInfo
    {
        public int bits;
        public double eps;
        public double max;
        public double min;
        public double tiny;
    }

    public static FInfo finfo() => finfo(defaultType);

    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float16 => Limits(16, 10, 15),
        ScalarType.BFloat16 => Limits(16, 7, 127),
        ScalarType.Float32 => Limits(32, 23, 127),
        ScalarType.Float64 => Limits(64, 52, 1023),
        _ => throw new ArgumentException($"{dtype} is not a floating-point type", nameof(dtype)),
    };

    /// <summary>The largest number of an integer type.</summary>
    public static long max_int_value(ScalarType type) => type switch
    {
        ScalarType.Byte => byte.MaxValue,
        ScalarType.Int8 => sbyte.MaxValue,
        ScalarType.Int16 => short.MaxValue,
        ScalarType.Int32 => int.MaxValue,
        ScalarType.Int64 => long.MaxValue,
        _ => throw new ArgumentException($"{type} is not an integer type", nameof(type)),
    };

    private static FInfo Limits(int bits, int mantissa, int exponent)
    {
        double epsilon = Math.ScaleB(1, -mantissa);
        double largest = (2 - epsilon) * Math.ScaleB(1, exponent);
        return new FInfo { bits = bits, eps = epsilon, max = largest, min = -largest, tiny = Math.ScaleB(1, 1 - exponent) };
    }
}
