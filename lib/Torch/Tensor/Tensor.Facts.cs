using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    // What a tensor says about itself.
    public partial class Tensor
    {
        /// <summary>The number of dimensions.</summary>
        public long ndim => dim();
        public long Dimensions => dim();

        public long dim()
        {
            long result = NativeMethods.mim_dim(HandleFor("dim"));
            GC.KeepAlive(this);
            return result;
        }

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[dim()];
                fixed (long* pointer = sizes) NativeMethods.Check(NativeMethods.mim_sizes(HandleFor("shape"), pointer), "shape");
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long[] size() => shape;

        /// <summary>The size of one dimension; negative counts from the last.</summary>
        public long size(int dim)
        {
            long result = NativeMethods.mim_size(HandleFor("size"), dim);
            GC.KeepAlive(this);
            return result >= 0 ? result : throw new ArgumentOutOfRangeException(nameof(dim), $"size: {Summary} has no dimension {dim}");
        }

        public unsafe long[] stride()
        {
            var strides = new long[dim()];
            fixed (long* pointer = strides) NativeMethods.Check(NativeMethods.mim_strides(HandleFor("stride"), pointer), "stride");
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim)
        {
            long[] strides = stride();
            int index = dim < 0 ? dim + strides.Length : dim;
            return (uint)index < (uint)strides.Length ? strides[index] : throw new ArgumentOutOfRangeException(nameof(dim), $"stride: {Summary} has no dimension {dim}");
        }

        public long NumberOfElements => numel();

        public long numel()
        {
            long result = NativeMethods.mim_numel(HandleFor("numel"));
            GC.KeepAlive(this);
            return result;
        }

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => SizeOf(dtype);
        public long element_size() => ElementSize;
        public long storage_offset() => Kept(NativeMethods.mim_storage_offset(HandleFor("storage_offset")));

        public ScalarType dtype => (ScalarType)Kept(NativeMethods.Check(NativeMethods.mim_dtype(HandleFor("dtype")), "dtype"));
        public Device device => Device.Unpack(Kept(NativeMethods.mim_device(HandleFor("device"))));
        public DeviceType device_type => (DeviceType)(Kept(NativeMethods.mim_device(HandleFor("device_type"))) >> 16);
        public int device_index => device.index;

        public bool is_contiguous() => Is(TensorFlag.Contiguous);
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_sparse => Is(TensorFlag.Sparse);
        public bool is_pinned() => Is(TensorFlag.Pinned);
        public bool is_conj() => Is(TensorFlag.Conjugate);
        public bool is_leaf => Is(TensorFlag.Leaf);
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_nonzero() => Aten.is_nonzero.CallScalar(this).Bits != 0;

        /// <summary>The dimensions in reverse order.</summary>
        public Tensor T => Aten.numpy_T.Call(this);

        /// <summary>The last two dimensions exchanged.</summary>
        public Tensor mT => Aten.mT.Call(this);

        public Tensor real => Aten.real.Call(this);
        public Tensor imag => Aten.imag.Call(this);

        /// <summary>A name of the user's own, for messages.</summary>
        public string? name { get; set; }

        /// <summary>Type, shape and place in a few characters: <c>float32[2, 3]</c>.</summary>
        internal string Summary => IsInvalid
            ? "disposed tensor"
            : $"{NameOf(dtype)}[{string.Join(", ", shape)}]{(device_type == DeviceType.CPU ? "" : " on " + device)}";

        private bool Is(TensorFlag flag) => Kept(NativeMethods.Check(NativeMethods.mim_flag(HandleFor(flag.ToString()), flag), flag.ToString())) != 0;

        // The collector must not take the tensor while its native half is being asked.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private T Kept<T>(T answer)
        {
            GC.KeepAlive(this);
            return answer;
        }
    }

    public static long numel(Tensor input) => input.numel();
    public static bool is_nonzero(Tensor input) => input.is_nonzero();
    public static bool is_tensor(object obj) => obj is Tensor;
}
