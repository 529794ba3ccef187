namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator[] _nearest =
                [new("upsample_nearest1d.vec"), new("upsample_nearest2d.vec"), new("upsample_nearest3d.vec")];
            private static readonly Operator _linear1d = new("upsample_linear1d.vec"), _trilinear = new("upsample_trilinear3d.vec");
            private static readonly Operator _bilinear = new("upsample_bilinear2d.vec"), _bicubic = new("upsample_bicubic2d.vec");
            private static readonly Operator _bilinearAntialias = new("_upsample_bilinear2d_aa.vec");
            private static readonly Operator _bicubicAntialias = new("_upsample_bicubic2d_aa.vec");

            /// <summary>Resizes the spatial dimensions of [B, C, ...] to a size, or by a factor.</summary>
            /// <param name="x">[B, C, L], [B, C, H, W] or [B, C, D, H, W].</param>
            /// <param name="size">The spatial sizes of the result, or one for all.</param>
            /// <param name="scale_factor">A factor per spatial dimension, or one for all; instead of the size.</param>
            /// <param name="mode">How to interpolate.</param>
            /// <param name="align_corners">Whether corner pixels keep their values (linear modes and bicubic).</param>
            /// <param name="recompute_scale_factor">Whether to interpolate by the factor that the rounded size implies.</param>
            /// <param name="antialias">Whether to widen the filter when shrinking (bilinear and bicubic).</param>
            /// <exception cref="ArgumentException">Not exactly one of size and factor, or a mode that does not fit.</exception>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false,
                bool antialias = false)
            {
                var spatial = (int)x.dim() - 2;
                if (size is null == scale_factor is null) throw new ArgumentException("interpolate needs either a size or a scale factor.");
                if (align_corners is not null && mode is InterpolationMode.Nearest or InterpolationMode.Area && align_corners == true)
                    throw new ArgumentException($"interpolate cannot align corners with mode {mode}.");
                if (antialias && mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic))
                    throw new ArgumentException($"interpolate has no antialiasing for mode {mode}, only for Bilinear and Bicubic.");
                size = PerDimension(size, spatial, "sizes");
                scale_factor = PerDimension(scale_factor, spatial, "scale factors");
                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                {
                    size = [.. scale_factor.Select((factor, i) => (long)Math.Floor(x.size(i + 2) * factor))];
                    scale_factor = null;
                }
                var align = align_corners ?? false;
                return (mode, spatial) switch
                {
                    (InterpolationMode.Nearest, 1 or 2 or 3) => _nearest[spatial - 1].Call(x, size, scale_factor),
                    (InterpolationMode.Linear, 1) => _linear1d.Call(x, size, align, scale_factor),
                    (InterpolationMode.Bilinear, 2) => (antialias ? _bilinearAntialias : _bilinear).Call(x, size, align, scale_factor),
                    (InterpolationMode.Bicubic, 2) => (antialias ? _bicubicAntialias : _bicubic).Call(x, size, align, scale_factor),
                    (InterpolationMode.Trilinear, 3) => _trilinear.Call(x, size, align, scale_factor),
                    (InterpolationMode.Area, 1) => _adaptiveAvgPool1d.Call(x, size),
                    (InterpolationMode.Area, 2) => _adaptiveAvgPool2d.Call(x, size),
                    (InterpolationMode.Area, 3) => _adaptiveAvgPool3d.Call(x, size),
                    _ => throw new ArgumentException($"interpolate has no mode {mode} for a tensor of {x.dim()} dimensions."),
                };
            }

            /// <summary>
            /// Resizes the spatial dimensions of [B, C, ...] to a size, or by a factor; see <see cref="interpolate"/>.
            /// </summary>
            public static Tensor upsample(Tensor input, long[]? size = null, double[]? scale_factor = null,
                UpsampleMode mode = UpsampleMode.Nearest, bool align_corners = false)
                => interpolate(input, size, scale_factor, (InterpolationMode)mode, align_corners);

            private static T[]? PerDimension<T>(T[]? values, int dimensions, string what)
            {
                if (values is null || values.Length == dimensions) return values;
                if (values.Length == 1) return [.. Enumerable.Repeat(values[0], dimensions)];
                throw new ArgumentException($"interpolate got {values.Length} {what} for {dimensions} spatial dimensions.");
            }
        }
    }
}
