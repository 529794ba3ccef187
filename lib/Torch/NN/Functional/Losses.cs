namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator _crossEntropy = new("cross_entropy_loss");
            private static readonly Operator _negativeLogLikelihood = new("nll_loss_nd");
            private static readonly Operator _l1Loss = new("l1_loss"), _mseLoss = new("mse_loss");
            private static readonly Operator _smoothL1Loss = new("smooth_l1_loss"), _huberLoss = new("huber_loss");
            private static readonly Operator _binaryCrossEntropy = new("binary_cross_entropy");
            private static readonly Operator _binaryCrossEntropyWithLogits = new("binary_cross_entropy_with_logits");
            private static readonly Operator _klDivergence = new("kl_div");

            /// <summary>
            /// Cross-entropy of logits [B, C, ...] against classes (int64, [B, ...]) or class probabilities of the logits' shape.
            /// </summary>
            /// <param name="input">Logits.</param>
            /// <param name="target">Classes or probabilities.</param>
            /// <param name="weight">A weight per class, [C], or null.</param>
            /// <param name="ignore_index">The class whose examples count for nothing (with class targets only).</param>
            /// <param name="reduction">How to reduce over the examples.</param>
            /// <param name="label_smoothing">
            /// The share of the target spread evenly over all classes (Szegedy et al. 2016).
            /// </param>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0)
                => _crossEntropy.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>Negative log-likelihood of classes (int64, [B, ...]) under log-probabilities [B, C, ...].</summary>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
                => _negativeLogLikelihood.Call(input, target, weight, (long)reduction, -100);

            /// <summary>Absolute error.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => _l1Loss.Call(input, target, (long)reduction);

            /// <summary>Squared error.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => _mseLoss.Call(input, target, (long)reduction);

            /// <summary>Squared error over 2 beta below beta, absolute error less beta / 2 above.</summary>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1)
                => _smoothL1Loss.Call(input, target, (long)reduction, beta);

            /// <summary>Half the squared error below delta, delta times (absolute error less delta / 2) above.</summary>
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean)
                => _huberLoss.Call(input, target, (long)reduction, delta);

            /// <summary>Cross-entropy of probabilities against targets in [0, 1].</summary>
            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean)
                => _binaryCrossEntropy.Call(input, target, weight, (long)reduction);

            /// <summary>Cross-entropy of logits against targets in [0, 1].</summary>
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
                => _binaryCrossEntropyWithLogits.Call(input, target, weight, pos_weights, (long)reduction);

            /// <summary>Kullback-Leibler divergence of the target from log-probabilities.</summary>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean)
                => _klDivergence.Call(input, target, (long)reduction, log_target);
        }
    }
}
