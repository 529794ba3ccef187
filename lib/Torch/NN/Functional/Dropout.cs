namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator _dropout = new("dropout"), _dropoutInPlace = new("dropout_");

            /// <summary>Zeroes values at random and scales the others by 1 / (1 - p), when training.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => (inplace ? _dropoutInPlace : _dropout).Call(input, p, training);
        }
    }
}
