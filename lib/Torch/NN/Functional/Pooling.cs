namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator _avgPool2d = new("avg_pool2d");
            private static readonly Operator _maxPool2d = new("max_pool2d"), _maxPool2dWithIndices = new("max_pool2d_with_indices");
            private static readonly Operator _adaptiveAvgPool1d = new("adaptive_avg_pool1d");
            private static readonly Operator _adaptiveAvgPool2d = new("adaptive_avg_pool2d");
            private static readonly Operator _adaptiveAvgPool3d = new("adaptive_avg_pool3d");

            /// <summary>Averages over windows of [B, C, H, W].</summary>
            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null,
                bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => _avgPool2d.Call(input, kernel_size, stride ?? [], padding ?? _zeros2, ceil_mode, count_include_pad, divisor_override);

            /// <summary>Averages over square windows of [B, C, H, W].</summary>
            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null)
                => avg_pool2d(input, [kernel_size, kernel_size], Pair(stride), [padding, padding], ceil_mode, count_include_pad,
                    divisor_override);

            /// <summary>Averages over windows of [B, C, H, W].</summary>
            public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null,
                (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => avg_pool2d(input, Pair(kernel_size)!, Pair(stride), Pair(padding), ceil_mode, count_include_pad, divisor_override);

            /// <summary>Maxima over windows of [B, C, H, W].</summary>
            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, bool ceil_mode = false)
                => _maxPool2d.Call(input, kernel_size, strides ?? [], padding ?? _zeros2, dilation ?? _ones2, ceil_mode);

            /// <summary>Maxima over square windows of [B, C, H, W].</summary>
            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null,
                long? dilation = null, bool ceil_mode = false)
                => max_pool2d(input, [kernel_size, kernel_size], Pair(stride), Pair(padding), Pair(dilation), ceil_mode);

            /// <summary>Maxima over windows of [B, C, H, W].</summary>
            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null,
                (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false)
                => max_pool2d(input, Pair(kernel_size)!, Pair(stride), Pair(padding), Pair(dilation), ceil_mode);

            /// <summary>Maxima over windows of [B, C, H, W], and where they were in each plane.</summary>
            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernel_size,
                long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => _maxPool2dWithIndices.CallPair(input, kernel_size, strides ?? [], padding ?? _zeros2, dilation ?? _ones2, ceil_mode);

            /// <summary>Averages [B, C, L] over as many windows as the output has.</summary>
            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size)
                => _adaptiveAvgPool1d.Call(input, new long[] { output_size });

            /// <summary>Averages [B, C, H, W] over as many windows as the output has.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => _adaptiveAvgPool2d.Call(input, output_size);

            /// <summary>Averages [B, C, H, W] over as many windows as the square output has.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size)
                => adaptive_avg_pool2d(input, [output_size, output_size]);

            /// <summary>Averages [B, C, H, W] over as many windows as the output has.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size)
                => adaptive_avg_pool2d(input, Pair(output_size)!);

            private static long[]? Pair(long? both) => both is { } size ? [size, size] : null;

            private static long[]? Pair((long, long)? sizes) => sizes is var (height, width) ? [height, width] : null;
        }
    }
}
