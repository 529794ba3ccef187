namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator _conv2d = new("conv2d"), _conv2dNamed = new("conv2d.padding");
            private static readonly Operator _convTranspose2d = new("conv_transpose2d.input");
            private static readonly long[] _ones2 = [1, 1], _zeros2 = [0, 0];

            /// <summary>2-D convolution: input [B, in, H, W], weight [out, in / groups, kH, kW], bias [out].</summary>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1)
                => _conv2d.Call(input, weight, bias, strides ?? _ones2, padding ?? _zeros2, dilation ?? _ones2, groups);

            /// <summary>2-D convolution with named padding.</summary>
            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1)
                => _conv2dNamed.Call(input, weight, bias, strides ?? _ones2, padding == Padding.Same ? "same" : "valid",
                    dilation ?? _ones2, groups);

            /// <summary>2-D transposed convolution: input [B, in, H, W], weight [in, out / groups, kH, kW], bias [out].</summary>
            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
                => _convTranspose2d.Call(input, weight, bias, strides ?? _ones2, padding ?? _zeros2, output_padding ?? _zeros2, groups,
                    dilation ?? _ones2);
        }
    }
}
