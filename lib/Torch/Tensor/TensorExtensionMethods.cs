using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Conversions between tensors and .NET numbers, and tensors as text.</summary>
public static class TensorExtensionMethods
{
    /// <summary>The number of elements of a shape.</summary>
    public static long TotalSize(this IEnumerable<long> shape)
    {
        long size = 1;
        foreach (long dimension in shape) size *= dimension;
        return size;
    }

    /// <summary>Makes a parameter of the tensor, which is as good as disposed afterwards.</summary>
    public static Modules.Parameter AsParameter(this Tensor tensor) => new(tensor);

    public static int ElementSize(this ScalarType type) => SizeOf(type);
    public static ReadOnlySpan<int> IntShape(this Tensor tensor) => Array.ConvertAll(tensor.shape, size => (int)size);

    public static float ToSingle(this Tensor value) => (float)value.ToScalar().AsDouble;
    public static double ToDouble(this Tensor value) => value.ToScalar().AsDouble;
    public static Half ToHalf(this Tensor value) => (Half)value.ToScalar().AsDouble;
    public static BFloat16 ToBFloat16(this Tensor value) => new((float)value.ToScalar().AsDouble);
    public static byte ToByte(this Tensor value) => (byte)value.ToScalar().AsLong;
    public static sbyte ToSByte(this Tensor value) => (sbyte)value.ToScalar().AsLong;
    public static short ToInt16(this Tensor value) => (short)value.ToScalar().AsLong;
    public static int ToInt32(this Tensor value) => (int)value.ToScalar().AsLong;
    public static long ToInt64(this Tensor value) => value.ToScalar().AsLong;
    public static bool ToBoolean(this Tensor value) => value.ToScalar().AsDouble != 0;

    /// <summary>A tensor without dimensions that holds <paramref name="scalar"/>.</summary>
    public static Tensor ToTensor<T>(this T scalar, Device? device = null, bool requires_grad = false) where T : unmanaged =>
        FromSpan<T>([scalar], [], ElementType.Of(typeof(T)), device, requires_grad);

    public static Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false) where T : unmanaged =>
        FromSpan<T>(rawArray, dimensions, null, null, requires_grad);

    public static string metastr(this Tensor tensor) => tensor.ToString(TensorStringStyle.Metadata);

    public static string str(this Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default) => tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

    public static string jlstr(this Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

    public static string npstr(this Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    public static string cstr(this Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.CSharp, fltFormat, width, cultureInfo, newLine);

    /// <summary>Writes the tensor to the console and answers it.</summary>
    public static Tensor print(this Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(t.str(fltFormat, width, newLine, cultureInfo, style));
        return t;
    }
}
