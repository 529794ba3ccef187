using static TorchSharp.torch;
using Cases = System.Collections.Generic.Dictionary<string, (System.Func<TorchSharp.torch.Tensor> Result, string Expected)>;

namespace MimLab.Torch.Tests.TensorTests;

public sealed class ActivationTests : ReferenceValues
{
    private static readonly Cases All = new()
    {
        ["x.relu()"] = (() => x.relu(), "float64[2x3] 0 0.25 2 0.75 0 1"),
        ["x.relu6()"] = (() => x.relu6(), "float64[2x3] 0 0.25 2 0.75 0 1"),
        ["x.silu()"] = (() => x.silu(), "float64[2x3] -0.273638286 0.140544125 1.76159416 0.509384024 -0.188770334 0.731058579"),
        ["x.selu()"] = (() => x.selu(), "float64[2x3] -1.36581435 0.262675247 2.10140197 0.788025741 -0.691758188 1.05070099"),
        ["x.hardsigmoid()"] = (() => x.hardsigmoid(), "float64[2x3] 0.25 0.541666667 0.833333333 0.625 0.416666667 0.666666667"),
        ["x.hardswish()"] = (() => x.hardswish(), "float64[2x3] -0.375 0.135416667 1.66666667 0.46875 -0.208333333 0.666666667"),
        ["x.gelu()"] = (() => x.gelu(), "float64[2x3] -0.100210802 0.149676581 1.95449974 0.580029486 -0.154268769 0.841344746"),
        ["x.log_sigmoid()"] = (() => x.log_sigmoid(), "float64[2x3] -1.70141328 -0.57593942 -0.126928011 -0.386871006 -0.974076984 -0.313261688"),
        ["x.softplus()"] = (() => x.softplus(), "float64[2x3] 0.201413278 0.82593942 2.12692801 1.13687101 0.474076984 1.31326169"),
        ["x.elu()"] = (() => x.elu(), "float64[2x3] -0.77686984 0.25 2 0.75 -0.39346934 1"),
        ["x.celu()"] = (() => x.celu(), "float64[2x3] -0.77686984 0.25 2 0.75 -0.39346934 1"),
        ["x.leaky_relu(0.1)"] = (() => x.leaky_relu(0.1), "float64[2x3] -0.15 0.25 2 0.75 -0.05 1"),
        ["x.hardtanh(-1, 1)"] = (() => x.hardtanh(-1, 1), "float64[2x3] -1 0.25 1 0.75 -0.5 1"),
        ["x.threshold(0.3, 5)"] = (() => x.threshold(0.3, 5), "float64[2x3] 5 5 2 0.75 5 1"),
        ["cat([x, x], 1).glu(1)"] = (() => cat([x, x], 1).glu(1), "float64[2x3] -0.273638286 0.140544125 1.76159416 0.509384024 -0.188770334 0.731058579"),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void An_operator_gives_what_PyTorch_gives(string name) => Check(All[name].Result, All[name].Expected);
}
