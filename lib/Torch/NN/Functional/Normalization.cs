namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator _layerNorm = new("layer_norm");
            private static readonly Operator _batchNorm = new("batch_norm");
            private static readonly Operator _groupNorm = new("group_norm");
            private static readonly Operator _vectorNorm = new("linalg_vector_norm");
            private static readonly Operator _cosineSimilarity = new("cosine_similarity");

            /// <summary>Layer normalization (Ba et al. 2016) over the last dimensions, whose sizes are given.</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null,
                double eps = 1E-05)
                => _layerNorm.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>Batch normalization (Ioffe &amp; Szegedy 2015) over all dimensions but the second.</summary>
            /// <param name="input">[B, C, ...].</param>
            /// <param name="running_mean">[C], updated when training; may be null then.</param>
            /// <param name="running_var">[C], updated when training; may be null then.</param>
            /// <param name="weight">[C] or null.</param>
            /// <param name="bias">[C] or null.</param>
            /// <param name="training">Whether to use the statistics of this batch.</param>
            /// <param name="momentum">The share of this batch in the running statistics.</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null,
                Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1E-05)
                => _batchNorm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            /// <summary>Group normalization (Wu &amp; He 2018) of [B, C, ...] in groups of channels.</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05)
                => _groupNorm.Call(input, num_groups, weight, bias, eps);

            /// <summary>The input over its p-norm along a dimension.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1E-12)
            {
                using var norm = _vectorNorm.Call(input, p, new long[] { dim }, true);
                using var bounded = norm.clamp_min(eps);
                return input / bounded;
            }

            /// <summary>The cosine of the angle between two tensors along a dimension.</summary>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1E-08)
                => _cosineSimilarity.Call(x1, x2, dim, eps);
        }
    }
}
