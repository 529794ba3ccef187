namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Initial values, written into tensors in place without being recorded.</summary>
        public static partial class init
        {
            /// <summary>Which side of a weight sets its scale.</summary>
            public enum FanInOut
            {
                /// <summary>The inputs, which keeps the variance of the forward pass.</summary>
                FanIn,
                /// <summary>The outputs, which keeps the variance of the backward pass.</summary>
                FanOut,
            }

            /// <summary>What follows a weight.</summary>
            public enum NonlinearityType
            {
                /// <summary>Nothing.</summary>
                Linear = 0,
                /// <summary>Nothing, after a 1-D convolution.</summary>
                Conv1D,
                /// <summary>Nothing, after a 2-D convolution.</summary>
                Conv2D,
                /// <summary>Nothing, after a 3-D convolution.</summary>
                Conv3D,
                /// <summary>Nothing, after a 1-D transposed convolution.</summary>
                ConvTranspose1D,
                /// <summary>Nothing, after a 2-D transposed convolution.</summary>
                ConvTranspose2D,
                /// <summary>Nothing, after a 3-D transposed convolution.</summary>
                ConvTranspose3D,
                /// <summary>The logistic function.</summary>
                Sigmoid,
                /// <summary>The hyperbolic tangent.</summary>
                Tanh,
                /// <summary>max(x, 0).</summary>
                ReLU,
                /// <summary>max(x, 0) with a slope below zero.</summary>
                LeakyReLU,
                /// <summary>The scaled exponential unit.</summary>
                SELU,
            }

            /// <summary>Fills with zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => Untracked(tensor, t => t.zero_());

            /// <summary>Fills with ones.</summary>
            public static Tensor ones_(Tensor tensor) => Untracked(tensor, t => t.fill_(1));

            /// <summary>Fills with a value.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val) => Untracked(tensor, t => t.fill_(val));

            /// <summary>Draws from a normal distribution.</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
                => Untracked(tensor, t => t.normal_(mean, std, generator));

            /// <summary>Draws evenly between two bounds.</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
                => Untracked(tensor, t => t.uniform_(low, high, generator));

            /// <summary>Fills a matrix with the identity.</summary>
            public static Tensor eye_(Tensor tensor) => Untracked(tensor, t =>
            {
                if (t.dim() != 2) throw new ArgumentException($"eye_ takes a matrix, not a tensor of {t.dim()} dimensions.");
                t.zero_();
                using var diagonal = t.diagonal();
                diagonal.fill_(1);
            });

            /// <summary>
            /// Draws from a normal distribution cut off at a and b (not multiples of the standard deviation), by inverting its
            /// distribution function, as PyTorch and timm do.
            /// </summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2,
                Generator? generator = null) => Untracked(tensor, t =>
            {
                var low = Normal((a - mean) / std);
                var high = Normal((b - mean) / std);
                t.uniform_(2 * low - 1, 2 * high - 1, generator);
                t.erfinv_();
                t.mul_(std * Math.Sqrt(2));
                t.add_(mean);
                t.clamp_(a, b);
            });

            /// <summary>
            /// Fills a matrix (later dimensions are merged into its columns) with orthogonal rows or columns (Saxe et al. 2013).
            /// </summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1) => Untracked(tensor, t =>
            {
                if (t.dim() < 2) throw new ArgumentException("orthogonal_ takes a tensor of at least 2 dimensions.");
                var rows = t.size(0);
                var columns = t.numel() / rows;
                using var scope = NewDisposeScope();
                var drawn = empty([rows, columns], t.dtype, t.device).normal_(0, 1);
                if (rows < columns) drawn = drawn.t();
                var (q, r) = Aten.linalg_qr.CallPair(drawn);
                q = q * r.diagonal().sign(); // makes the distribution uniform
                if (rows < columns) q = q.t();
                t.copy_(q.reshape(t.shape).mul(gain));
            });

            private static Tensor Untracked(Tensor tensor, Action<Tensor> fill)
            {
                using var untracked = no_grad();
                fill(tensor);
                return tensor;
            }

            // The standard normal distribution function; .NET has no erf of its own.
            private static double Normal(double x)
            {
                using var value = torch.tensor(x / Math.Sqrt(2), ScalarType.Float64);
                using var erf = value.erf();
                return (1 + erf.item<double>()) / 2;
            }
        }
    }
}
