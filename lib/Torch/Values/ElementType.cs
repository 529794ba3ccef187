using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>Which element type holds a given .NET type.</summary>
internal static class ElementType
{
    /// <summary>The element type of .NET type <paramref name="type"/>.</summary>
    /// <exception cref="ArgumentException">No tensor holds such elements.</exception>
    internal static torch.ScalarType Of(Type type) => Find(type) ?? throw new ArgumentException($"a tensor cannot hold elements of type {type.Name}");

    /// <summary>Throws unless <typeparamref name="T"/> is what a tensor of <paramref name="dtype"/> holds.</summary>
    internal static void Require<T>(torch.ScalarType dtype)
    {
        if (Find(typeof(T)) != dtype || Unsafe.SizeOf<T>() != torch.SizeOf(dtype))
            throw new ArgumentException($"a {torch.NameOf(dtype)} tensor does not hold {typeof(T).Name} elements: convert it with .to(...) first");
    }

    private static torch.ScalarType? Find(Type type) =>
        type == typeof(float) ? torch.ScalarType.Float32
        : type == typeof(long) ? torch.ScalarType.Int64
        : type == typeof(double) ? torch.ScalarType.Float64
        : type == typeof(int) ? torch.ScalarType.Int32
        : type == typeof(byte) ? torch.ScalarType.Byte
        : type == typeof(bool) ? torch.ScalarType.Bool
        : type == typeof(short) ? torch.ScalarType.Int16
        : type == typeof(sbyte) ? torch.ScalarType.Int8
        : type == typeof(Half) ? torch.ScalarType.Float16
        : type == typeof(BFloat16) ? torch.ScalarType.BFloat16
        : type == typeof((float, float)) ? torch.ScalarType.ComplexFloat32
        : type == typeof(Complex) ? torch.ScalarType.ComplexFloat64
        : null;
}
