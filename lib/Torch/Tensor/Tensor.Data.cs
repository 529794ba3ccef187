using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    // A tensor's elements as .NET values.
    public partial class Tensor
    {
        /// <summary>The single element of the tensor; waits for the device.</summary>
        /// <exception cref="ArgumentException">
        /// The tensor has more than one element, or <typeparamref name="T"/> is not its type.
        /// </exception>
        public unsafe T item<T>() where T : unmanaged
        {
            long count = numel();
            if (count != 1) throw new ArgumentException($"item: needs a tensor with exactly one element, not {Summary}");
            ElementType.Require<T>(dtype);
            if (device_type == DeviceType.CPU) return Kept(*(T*)Data("item"));
            using var copy = Aten.to_device.Call(this, CPU, dtype, false, false);
            return copy.item<T>();
        }

        /// <summary>The single element of the tensor, of whatever type.</summary>
        public Scalar ToScalar() => Aten._local_scalar_dense.CallScalar(Single());

        /// <summary>The elements in place. The tensor must be on the CPU and <typeparamref name="T"/> its element type.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ElementType.Require<T>(dtype);
            if (device_type != DeviceType.CPU) throw new InvalidOperationException($"data: the elements of {Summary} are not in CPU memory: call cpu() first");
            return new TensorAccessor<T>(this);
        }

        /// <summary>The elements' bytes, in place. The tensor must be contiguous and on the CPU.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                long length = numel() * ElementSize;
                if (device_type != DeviceType.CPU) throw new InvalidOperationException($"bytes: the elements of {Summary} are not in CPU memory: call cpu() first");
                if (!is_contiguous()) throw new InvalidOperationException("bytes: the tensor is not contiguous: call contiguous() first");
                if (length > int.MaxValue) throw new ArgumentException($"bytes: {Summary} has more than 2 GiB");
                return length == 0 ? [] : new Span<byte>(Data("bytes"), (int)length);
            }
            set
            {
                Span<byte> own = bytes;
                if (value.Length != own.Length) throw new ArgumentException($"bytes: {value.Length} bytes do not fill {Summary}");
                value.CopyTo(own);
            }
        }

        /// <summary>The address of the first element.</summary>
        internal unsafe void* Data(string operation)
        {
            void* data = NativeMethods.mim_data(HandleFor(operation));
            if (data == null && numel() != 0) throw new TorchException($"{operation}: {NativeMethods.LastError()}");
            return data;
        }

        public T ReadCpuValue<T>(long i) where T : unmanaged => data<T>().Flat(i);
        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);
        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);
        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);
        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);
        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);
        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);
        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);
        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);
        public float ReadCpuFloat16(long i) => (float)ReadCpuValue<Half>(i);
        public float ReadCpuBFloat16(long i) => ReadCpuValue<BFloat16>(i).ToSingle();

        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            using var scope = NewDisposeScope();
            stream.Write(cpu().contiguous().bytes);
        }

        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            using var scope = NewDisposeScope();
            var buffer = empty(shape, dtype, CPU);
            stream.ReadExactly(buffer.bytes);
            using var _ = no_grad();
            copy_(buffer);
        }

        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();
        public static explicit operator byte(Tensor value) => value.ToByte();
        public static explicit operator sbyte(Tensor value) => value.ToSByte();
        public static explicit operator short(Tensor value) => value.ToInt16();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        private Tensor Single()
        {
            if (numel() != 1) throw new ArgumentException($"ToScalar: needs a tensor with exactly one element, not {Summary}");
            return this;
        }
    }
}
