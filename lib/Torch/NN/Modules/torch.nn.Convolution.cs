using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>2-D convolution with a square kernel.</summary>
        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding], null, [dilation, dilation],
                padding_mode, groups, bias, device, dtype);

        /// <summary>2-D convolution.</summary>
        public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null,
            (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
            bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(in_channels, out_channels, Pair(kernel_size)!, Pair(stride) ?? [1, 1], Pair(padding) ?? [0, 0], null,
                Pair(dilation) ?? [1, 1], padding_mode, groups, bias, device, dtype);

        /// <summary>2-D convolution with a square kernel and named padding.</summary>
        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [0, 0], padding, [dilation, dilation], padding_mode,
                groups, bias, device, dtype);

        /// <summary>2-D convolution with named padding.</summary>
        public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, Padding padding,
            (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
            bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(in_channels, out_channels, Pair(kernel_size)!, Pair(stride) ?? [1, 1], [0, 0], padding, Pair(dilation) ?? [1, 1],
                padding_mode, groups, bias, device, dtype);

        /// <summary>2-D transposed convolution with a square kernel.</summary>
        public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
            long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
            Device? device = null, ScalarType? dtype = null)
            => new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding],
                [output_padding, output_padding], [dilation, dilation], padding_mode, groups, bias, device, dtype);

        /// <summary>2-D transposed convolution.</summary>
        public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size,
            (long, long)? stride = null, (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(in_channels, out_channels, Pair(kernel_size)!, Pair(stride) ?? [1, 1], Pair(padding) ?? [0, 0],
                Pair(output_padding) ?? [0, 0], Pair(dilation) ?? [1, 1], padding_mode, groups, bias, device, dtype);
    }
}
