using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>max(x, 0).</summary>
        public static ReLU ReLU(bool inplace = false) => new(inplace);

        /// <summary>x times the logistic function of x.</summary>
        public static SiLU SiLU() => new(false);

        /// <summary>x times the logistic function of x.</summary>
        public static SiLU SiLU(bool inplace) => new(inplace);

        /// <summary>The logistic function.</summary>
        public static Sigmoid Sigmoid() => new(false);

        /// <summary>The logistic function.</summary>
        public static Sigmoid Sigmoid(bool inplace) => new(inplace);

        /// <summary>The hyperbolic tangent.</summary>
        public static Tanh Tanh() => new(false);

        /// <summary>The hyperbolic tangent.</summary>
        public static Tanh Tanh(bool inplace = false) => new(inplace);

        /// <summary>x tanh(softplus(x)).</summary>
        public static Mish Mish() => new(false);

        /// <summary>x tanh(softplus(x)).</summary>
        public static Mish Mish(bool inplace) => new(inplace);

        /// <summary>x times a piecewise linear stand-in for the logistic function.</summary>
        public static Hardswish Hardswish(bool inplace = false) => new(inplace);

        /// <summary>x times the normal distribution function of x, exactly.</summary>
        public static GELU GELU() => new(Modules.GELU.Approximate.none, false);

        /// <summary>x times the normal distribution function of x, exactly.</summary>
        public static GELU GELU(bool inplace) => new(Modules.GELU.Approximate.none, inplace);

        /// <summary>x times the normal distribution function of x, exactly or by the tanh approximation.</summary>
        public static GELU GELU(GELU.Approximate approximate, bool inplace = false) => new(approximate, inplace);

        /// <summary>x where positive, else x times the slope.</summary>
        public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

        /// <summary>exp(x) over its sum along a dimension.</summary>
        public static Softmax Softmax(long dim) => new(dim);

        /// <summary>The logarithm of <see cref="Softmax"/>.</summary>
        public static LogSoftmax LogSoftmax(long dim) => new(dim);
    }
}
