using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>
/// A CPU tensor's elements in row-major order, whatever its strides; writing changes the tensor. Once the tensor is
/// disposed, or its memory replaced (a module moved to another type or device), every access is an exception.
/// </summary>
public sealed unsafe class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
    private readonly Tensor _tensor;
    private readonly T* _data;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        _tensor = tensor;
        _data = (T*)tensor.Data("data");
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }
    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get
        {
            T value = *At(indices);
            GC.KeepAlive(_tensor);
            return value;
        }
        set
        {
            *At(indices) = value;
            GC.KeepAlive(_tensor);
        }
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    /// <summary>The elements as an array of the tensor's rank; a single element for a tensor without dimensions.</summary>
    public Array ToNDArray()
    {
        if (_shape.Length == 0) return ToArray();
        var array = Array.CreateInstance(typeof(T), _shape);
        T[] flat = ToArray();
        flat.AsSpan().CopyTo(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
            ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array)), flat.Length));
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        RequirePosition(tensorIndex);
        var target = array[arrayIndex..];
        int count = checked((int)(Count - tensorIndex));
        if (count > target.Length) throw new ArgumentException($"{count} elements do not fit into an array with room for {target.Length}");
        T* data = Data();
        if (_contiguous) new ReadOnlySpan<T>(data + tensorIndex, count).CopyTo(target);
        else for (int i = 0; i < count; i++) target[i] = data[Offset(tensorIndex + i)];
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        RequirePosition(tensorIndex);
        var source = array[arrayIndex..];
        int count = (int)Math.Min(Count - tensorIndex, source.Length);
        T* data = Data();
        if (_contiguous) source[..count].CopyTo(new Span<T>(data + tensorIndex, count));
        else for (int i = 0; i < count; i++) data[Offset(tensorIndex + i)] = source[i];
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++) yield return Flat(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this == other;
    public override int GetHashCode() => _tensor.GetHashCode();
    public static bool operator ==(TensorAccessor<T>? left, TensorAccessor<T>? right) =>
        ReferenceEquals(left, right) || (left is not null && right is not null && left.SequenceEqual(right));
    public static bool operator !=(TensorAccessor<T>? left, TensorAccessor<T>? right) => !(left == right);

    /// <summary>The tensor is not disposed with its accessor.</summary>
    public void Dispose()
    {
    }

    /// <summary>The element at a row-major position.</summary>
    internal T Flat(long position)
    {
        if ((ulong)position >= (ulong)Count) throw new IndexOutOfRangeException($"element {position} of a tensor with {Count}");
        T value = Data()[Offset(position)];
        GC.KeepAlive(_tensor);
        return value;
    }

    // The first element, if it is still where it was.
    private T* Data()
    {
        var data = (T*)_tensor.Data("data");
        return data == _data ? data : throw new InvalidOperationException("data: the tensor's memory was replaced meanwhile: call data() again");
    }

    private void RequirePosition(long position)
    {
        if ((ulong)position > (ulong)Count) throw new ArgumentOutOfRangeException(nameof(position), $"element {position} of a tensor with {Count}");
    }

    private long Offset(long position)
    {
        if (_contiguous) return position;
        long offset = 0;
        for (int d = _shape.Length - 1; d >= 0; d--)
        {
            (position, long index) = Math.DivRem(position, _shape[d]);
            offset += index * _strides[d];
        }
        return offset;
    }

    private T* At(long[] indices)
    {
        T* data = Data();
        if (indices.Length == 1 && _shape.Length != 1)
        {
            if ((ulong)indices[0] >= (ulong)Count) throw new IndexOutOfRangeException($"element {indices[0]} of a tensor with {Count}");
            return data + Offset(indices[0]);
        }
        if (indices.Length != _shape.Length) throw new ArgumentException($"{indices.Length} indices for a tensor with {_shape.Length} dimensions");
        long offset = 0;
        for (int d = 0; d < indices.Length; d++)
        {
            long index = indices[d] < 0 ? indices[d] + _shape[d] : indices[d];
            if ((ulong)index >= (ulong)_shape[d]) throw new IndexOutOfRangeException($"index {indices[d]} in dimension {d} of size {_shape[d]}");
            offset += index * _strides[d];
        }
        return data + offset;
    }
}
