using MimLab;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator _linear = new("linear");
            private static readonly Operator _mixedLinear = new("mimlab::linear");
            private static readonly Operator _embedding = new("embedding");
            private static readonly Operator _embeddingRenorm = new("embedding_renorm_");
            private static readonly Operator _oneHot = new("one_hot");

            /// <summary>x W^T + b: input [..., in], weights [out, in], bias [out], result [..., out].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                // What autocast makes of it, by our own operator, which is faster on the CPU.
                Engine.AutocastType(input) == ScalarType.BFloat16 && input.is_floating_point()
                    ? _mixedLinear.Call(input, weights, bias)
                    : _linear.Call(input, weights, bias);

            /// <summary>
            /// Classes (int64, any shape) as vectors of zeros with a single one; -1 takes as many classes as there are.
            /// </summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => _oneHot.Call(x, num_classes);

            // TorchSharp has the look-up only as a module.
            internal static Tensor Embed(Tensor weight, Tensor indices, long paddingIndex, bool scaleGradByFrequency, bool sparse)
                => _embedding.Call(weight, indices, paddingIndex, scaleGradByFrequency, sparse);

            internal static void LimitNorm(Tensor weight, Tensor indices, double maxNorm, double normType)
            {
                using var untracked = no_grad();
                _embeddingRenorm.CallVoid(weight, indices, maxNorm, normType);
            }
        }
    }
}
