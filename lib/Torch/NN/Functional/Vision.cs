namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator _pixelShuffle = new("pixel_shuffle"), _pixelUnshuffle = new("pixel_unshuffle");
            private static readonly Operator _unfold = new("im2col"), _fold = new("col2im");
            private static readonly Operator _gridSampler = new("grid_sampler"), _affineGrid = new("affine_grid_generator");

            /// <summary>[B, C r^2, H, W] to [B, C, H r, W r] (Shi et al. 2016).</summary>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => _pixelShuffle.Call(input, upscale_factor);

            /// <summary>[B, C, H r, W r] to [B, C r^2, H, W].</summary>
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => _pixelUnshuffle.Call(input, downscale_factor);

            /// <summary>Windows of [B, C, H, W] as columns [B, C kH kW, L].</summary>
            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null,
                (long, long)? padding = null, (long, long)? stride = null)
                => _unfold.Call(input, Pair(kernel_size), Pair(dilation) ?? _ones2, Pair(padding) ?? _zeros2, Pair(stride) ?? _ones2);

            /// <summary>Square windows of [B, C, H, W] as columns [B, C k^2, L].</summary>
            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
                => unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <summary>Columns [B, C kH kW, L] summed back into [B, C, H, W].</summary>
            public static Tensor fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null,
                (long, long)? padding = null, (long, long)? stride = null)
                => _fold.Call(input, Pair(output_size), Pair(kernel_size), Pair(dilation) ?? _ones2, Pair(padding) ?? _zeros2,
                    Pair(stride) ?? _ones2);

            /// <summary>Columns [B, C k^2, L] summed back into square [B, C, H, H].</summary>
            public static Tensor fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
                => fold(input, (output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding),
                    (stride, stride));

            /// <summary>Samples [B, C, H, W] at points [B, h, w, 2] given as (x, y) in [-1, 1].</summary>
            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                long interpolation = mode == GridSampleMode.Nearest ? 1 : 0;
                long outside = padding_mode switch
                {
                    GridSamplePaddingMode.Border => 1,
                    GridSamplePaddingMode.Reflection => 2,
                    _ => 0,
                };
                return _gridSampler.Call(input, grid, interpolation, outside, align_corners ?? false);
            }

            /// <summary>The sampling points of affine maps [B, 2, 3] for an output of the given size.</summary>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false)
            {
                ArgumentNullException.ThrowIfNull(size);
                return _affineGrid.Call(theta, size, align_corners);
            }
        }
    }
}
