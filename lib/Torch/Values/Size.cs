using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A shape.</summary>
    public readonly struct Size(long[] shape) : IEnumerable<long>, IEquatable<Size>
    {
        private readonly long[]? _shape = shape;

        public Size(IEnumerable<long> shape) : this(shape.ToArray())
        {
        }

        private long[] Shape => _shape ?? [];
        public long this[int idx] => Shape[idx < 0 ? Shape.Length + idx : idx];
        public int Length => Shape.Length;
        public bool IsEmpty => Shape.Length == 0;

        /// <summary>How many elements the shape holds.</summary>
        public long numel() => Shape.TotalSize();

        public static implicit operator Size(long[] shape) => new(shape);
        public static implicit operator long[](Size size) => size.Shape;

        public static bool operator ==(Size left, Size right) => left.Equals(right);
        public static bool operator !=(Size left, Size right) => !left.Equals(right);

        public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shape).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        public bool Equals(Size other) => Shape.AsSpan().SequenceEqual(other.Shape);
        public override bool Equals(object? obj) => obj is Size other && Equals(other);
        public override int GetHashCode() => Shape.Aggregate(17, HashCode.Combine);
        public override string ToString() => $"[{string.Join(", ", Shape)}]";
    }

    /// <summary>The shape that tensors of these shapes broadcast to.</summary>
    public static Size broadcast_shapes(params long[][] shapes)
    {
        var result = new long[shapes.Max(s => s.Length)];
        Array.Fill(result, 1);
        foreach (long[] shape in shapes)
        {
            for (int i = 1; i <= shape.Length; i++)
            {
                ref long size = ref result[^i];
                if (size == 1) size = shape[^i];
                else if (shape[^i] != 1 && shape[^i] != size)
                    throw new ArgumentException($"the shapes {string.Join(" and ", shapes.Select(s => $"[{string.Join(", ", s)}]"))} cannot be broadcast together");
            }
        }
        return result;
    }
}
