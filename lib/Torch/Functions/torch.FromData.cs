using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor with the shape of an array of any rank; the elements are copied.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => FromArray(rawArray, null, device, false);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromArray(rawArray, dtype, device, requires_grad, names);

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => FromArray(data, dtype, device, false);

    /// <summary>The tensor itself if it has the type and place asked for, otherwise a converted copy.</summary>
    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        (dtype is null || dtype == data.dtype) && (device is null || device == data.device) ? data.alias() : data.to(dtype ?? data.dtype, device ?? data.device);

    /// <summary>
    /// A flat tensor over the memory of an array, which stays pinned until the tensor is gone: changes of one are seen in
    /// the other. <paramref name="count"/> and <paramref name="offset"/> are in elements.
    /// </summary>
    public static unsafe Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        if (rawArray.GetType().GetElementType() is Type element && ElementType.Of(element) != dtype)
            throw new ArgumentException($"frombuffer: an array of {element.Name} does not hold {NameOf(dtype)} elements");
        if (count < 0) count = rawArray.LongLength - offset;
        if (offset < 0 || count < 0 || offset > rawArray.LongLength || count > rawArray.LongLength - offset)
            throw new ArgumentException($"frombuffer: {count} elements from {offset} on lie outside an array with {rawArray.LongLength}");
        var handle = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        void* data = (byte*)handle.AddrOfPinnedObject() + offset * SizeOf(dtype);
        Slot slot;
        int status = NativeMethods.mim_from_memory(data, &count, 1, (int)dtype, &FreeBuffer, (void*)GCHandle.ToIntPtr(handle), &slot);
        if (status < 0) handle.Free();
        NativeMethods.Check(status, "frombuffer");
        return Made(Tensor.Adopt(in slot), requires_grad);
    }

    [UnmanagedCallersOnly]
    private static unsafe void FreeBuffer(void* context) => GCHandle.FromIntPtr((nint)context).Free();

    internal static unsafe Tensor FromSpan<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device, bool requiresGrad,
        string[]? names = null) where T : unmanaged =>
        FromBytes(MemoryMarshal.AsBytes(elements), ElementType.Of(typeof(T)), shape, dtype, device, requiresGrad, names);

    private static Tensor FromArray(Array array, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names = null)
    {
        var type = ElementType.Of(array.GetType().GetElementType()!);
        var shape = new long[array.Rank];
        for (int i = 0; i < shape.Length; i++) shape[i] = array.GetLongLength(i);
        var bytes = MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), checked((int)(array.LongLength * SizeOf(type))));
        return FromBytes(bytes, type, shape, dtype, device, requiresGrad, names);
    }

    private static unsafe Tensor FromBytes(ReadOnlySpan<byte> bytes, ScalarType type, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device,
        bool requiresGrad, string[]? names)
    {
        long count = 1;
        foreach (long size in shape) count *= size;
        if (count * SizeOf(type) != bytes.Length)
            throw new ArgumentException($"tensor: {bytes.Length / SizeOf(type)} elements do not fill the shape [{string.Join(", ", shape.ToArray())}]");
        Slot slot;
        fixed (long* sizes = shape) NativeMethods.Check(NativeMethods.mim_new(sizes, shape.Length, (int)type, &slot), "tensor");
        var made = Tensor.Adopt(in slot);
        if (bytes.Length > 0) bytes.CopyTo(new Span<byte>(made.Data("tensor"), bytes.Length));
        device ??= defaultDevice;
        bool convert = dtype is ScalarType wanted && wanted != type;
        if (convert || device.type != DeviceType.CPU) made = made.to(dtype ?? type, device, disposeAfter: true);
        return Made(made, requiresGrad, names);
    }
}
