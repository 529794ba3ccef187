namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator _relu = new("relu"), _reluInPlace = new("relu_");
            private static readonly Operator _gelu = new("gelu"), _geluInPlace = new("gelu_");
            private static readonly Operator _silu = new("silu"), _siluInPlace = new("silu_");
            private static readonly Operator _sigmoid = new("sigmoid"), _sigmoidInPlace = new("sigmoid_");
            private static readonly Operator _tanh = new("tanh"), _tanhInPlace = new("tanh_");
            private static readonly Operator _leakyRelu = new("leaky_relu"), _leakyReluInPlace = new("leaky_relu_");
            private static readonly Operator _mish = new("mish"), _mishInPlace = new("mish_");
            private static readonly Operator _hardswish = new("hardswish"), _hardswishInPlace = new("hardswish_");
            private static readonly Operator _softplus = new("softplus");
            private static readonly Operator _logSigmoid = new("log_sigmoid");
            private static readonly Operator _softmax = new("softmax.int"), _logSoftmax = new("log_softmax.int");

            /// <summary>max(x, 0).</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? _reluInPlace.Call(x) : _relu.Call(x);

            /// <summary>x times the normal distribution function of x (Hendrycks &amp; Gimpel 2016), exactly.</summary>
            public static Tensor gelu(Tensor x) => _gelu.Call(x);

            /// <summary>x times the normal distribution function of x, exactly.</summary>
            public static Tensor gelu(Tensor x, bool inplace) => inplace ? _geluInPlace.Call(x) : _gelu.Call(x);

            /// <summary>x times the normal distribution function of x, exactly or by the tanh approximation.</summary>
            public static Tensor gelu(Tensor x, Modules.GELU.Approximate approximate, bool inplace = false)
                => (inplace ? _geluInPlace : _gelu).Call(x, approximate == Modules.GELU.Approximate.tanh ? "tanh" : "none");

            /// <summary>x times the logistic function of x.</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? _siluInPlace.Call(x) : _silu.Call(x);

            /// <summary>The logistic function.</summary>
            public static Tensor sigmoid(Tensor x) => _sigmoid.Call(x);

            /// <summary>The logistic function.</summary>
            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? _sigmoidInPlace.Call(x) : _sigmoid.Call(x);

            /// <summary>The hyperbolic tangent.</summary>
            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? _tanhInPlace.Call(x) : _tanh.Call(x);

            /// <summary>x where positive, else x times the slope.</summary>
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false)
                => (inplace ? _leakyReluInPlace : _leakyRelu).Call(input, negative_slope);

            /// <summary>x tanh(softplus(x)).</summary>
            public static Tensor mish(Tensor x, bool inplace = false) => inplace ? _mishInPlace.Call(x) : _mish.Call(x);

            /// <summary>x times a piecewise linear stand-in for the logistic function.</summary>
            public static Tensor hardswish(Tensor input, bool inplace = false)
                => inplace ? _hardswishInPlace.Call(input) : _hardswish.Call(input);

            /// <summary>log(1 + exp(beta x)) / beta, linear above the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => _softplus.Call(x, beta, threshold);

            /// <summary>The logarithm of the logistic function.</summary>
            public static Tensor logsigmoid(Tensor x) => _logSigmoid.Call(x);

            /// <summary>exp(x) over its sum along a dimension.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => _softmax.Call(input, dim, dtype);

            /// <summary>The logarithm of <see cref="softmax"/>.</summary>
            public static Tensor log_softmax(Tensor x, long dim) => _logSoftmax.Call(x, dim);
        }
    }
}
