namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator _pad = new("pad");

            /// <summary>
            /// Pads the last dimensions: the list holds (before, after) of the last dimension, then of the one before it, and so
            /// on.
            /// </summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => mode switch
                {
                    PaddingModes.Constant => _pad.Call(input, pad, "constant", value),
                    PaddingModes.Zeros => _pad.Call(input, pad, "constant", 0.0),
                    PaddingModes.Reflect => _pad.Call(input, pad, "reflect"),
                    PaddingModes.Replicate => _pad.Call(input, pad, "replicate"),
                    PaddingModes.Circular => _pad.Call(input, pad, "circular"),
                    _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "pad knows no such padding mode."),
                };

            /// <summary>Pads the last dimensions, given as (before, after) pairs from the last dimension backwards.</summary>
            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, pad.ToArray(), mode, value);

            /// <summary>Pads the last dimension on both sides.</summary>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, [pad, pad], mode, value);

            /// <summary>Pads the last dimension by (before, after).</summary>
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            /// <summary>Pads the last two dimensions by (left, right, top, bottom).</summary>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant,
                double value = 0)
                => functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);
        }
    }
}
