using static TorchSharp.torch;
using Cases = System.Collections.Generic.Dictionary<string, (System.Func<TorchSharp.torch.Tensor> Result, string Expected)>;

namespace MimLab.Torch.Tests.TensorTests;

public sealed class ArithmeticTests : ReferenceValues
{
    private static readonly Cases All = new()
    {
        ["x + y"] = (() => x + y, "float64[2x3] 0.5 0.75 1 2.25 2.5 0.75"),
        ["x - y"] = (() => x - y, "float64[2x3] -3.5 -0.25 3 -0.75 -3.5 1.25"),
        ["x * y"] = (() => x * y, "float64[2x3] -3 0.125 -2 1.125 -1.5 -0.25"),
        ["x / y"] = (() => x / y, "float64[2x3] -0.75 0.5 -2 0.5 -0.166666667 -4"),
        ["x % y"] = (() => x % y, "float64[2x3] 0.5 0.25 0 0.75 2.5 0"),
        ["x + 2"] = (() => x + 2, "float64[2x3] 0.5 2.25 4 2.75 1.5 3"),
        ["2 - x"] = (() => 2 - x, "float64[2x3] 3.5 1.75 0 1.25 2.5 1"),
        ["x * 0.5"] = (() => x * 0.5, "float64[2x3] -0.75 0.125 1 0.375 -0.25 0.5"),
        ["3 / x"] = (() => 3 / x, "float64[2x3] -2 12 1.5 4 -6 3"),
        ["x - 1.5"] = (() => x - 1.5, "float64[2x3] -3 -1.25 0.5 -0.75 -2 -0.5"),
        ["x / 4"] = (() => x / 4, "float64[2x3] -0.375 0.0625 0.5 0.1875 -0.125 0.25"),
        ["x % 2"] = (() => x % 2, "float64[2x3] 0.5 0.25 0 0.75 1.5 1"),
        ["x.add(y, 0.5)"] = (() => x.add(y, 0.5), "float64[2x3] -0.5 0.5 1.5 1.5 1 0.875"),
        ["x.add(2, 0.5)"] = (() => x.add(2, 0.5), "float64[2x3] -0.5 1.25 3 1.75 0.5 2"),
        ["x.sub(y)"] = (() => x.sub(y), "float64[2x3] -3.5 -0.25 3 -0.75 -3.5 1.25"),
        ["x.subtract(1)"] = (() => x.subtract(1), "float64[2x3] -2.5 -0.75 1 -0.25 -1.5 0"),
        ["x.mul(y)"] = (() => x.mul(y), "float64[2x3] -3 0.125 -2 1.125 -1.5 -0.25"),
        ["x.multiply(3)"] = (() => x.multiply(3), "float64[2x3] -4.5 0.75 6 2.25 -1.5 3"),
        ["x.div(y)"] = (() => x.div(y), "float64[2x3] -0.75 0.5 -2 0.5 -0.166666667 -4"),
        ["x.div(y, RoundingMode.floor)"] = (() => x.div(y, RoundingMode.floor), "float64[2x3] -1 0 -2 0 -1 -4"),
        ["x.div(0.7, RoundingMode.trunc)"] = (() => x.div(0.7, RoundingMode.trunc), "float64[2x3] -2 0 2 1 -0 1"),
        ["x.divide(2)"] = (() => x.divide(2), "float64[2x3] -0.75 0.125 1 0.375 -0.25 0.5"),
        ["x.true_divide(y)"] = (() => x.true_divide(y), "float64[2x3] -0.75 0.5 -2 0.5 -0.166666667 -4"),
        ["x.floor_divide(0.6)"] = (() => x.floor_divide(0.6), "float64[2x3] -3 0 3 1 -1 1"),
        ["x.fmod(y)"] = (() => x.fmod(y), "float64[2x3] -1.5 0.25 0 0.75 -0.5 0"),
        ["x.fmod(0.7)"] = (() => x.fmod(0.7), "float64[2x3] -0.1 0.25 0.6 0.05 -0.5 0.3"),
        ["x.remainder(y)"] = (() => x.remainder(y), "float64[2x3] 0.5 0.25 0 0.75 2.5 0"),
        ["x.remainder(0.7)"] = (() => x.remainder(0.7), "float64[2x3] 0.6 0.25 0.6 0.05 0.2 0.3"),
        ["p.pow(2)"] = (() => p.pow(2), "float64[2x3] 0.25 2.25 6.25 0.0625 1 9"),
        ["p.pow(y)"] = (() => p.pow(y), "float64[2x3] 0.25 1.22474487 0.4 0.125 1 0.759835686"),
        ["pow(p, 0.5)"] = (() => pow(p, 0.5), "float64[2x3] 0.707106781 1.22474487 1.58113883 0.5 1 1.73205081"),
        ["p.float_power(y)"] = (() => p.float_power(y), "float64[2x3] 0.25 1.22474487 0.4 0.125 1 0.759835686"),
        ["x.addcmul(y, p, 0.5)"] = (() => x.addcmul(y, p, 0.5), "float64[2x3] -1 0.625 0.75 0.9375 1 0.625"),
        ["x.addcdiv(y, p, 0.5)"] = (() => x.addcdiv(y, p, 0.5), "float64[2x3] 0.5 0.416666667 1.8 3.75 1 0.958333333"),
        ["x.addcdiv(y, p)"] = (() => x.addcdiv(y, p), "float64[2x3] 2.5 0.583333333 1.6 6.75 2.5 0.916666667"),
        ["x.lerp(y, u)"] = (() => x.lerp(y, u), "float64[2x3] -1.15 0.375 -0.7 0.975 1.95 0.75"),
        ["maximum(x, y)"] = (() => maximum(x, y), "float64[2x3] 2 0.5 2 1.5 3 1"),
        ["minimum(x, y)"] = (() => minimum(x, y), "float64[2x3] -1.5 0.25 -1 0.75 -0.5 -0.25"),
        ["x.fmax(y)"] = (() => x.fmax(y), "float64[2x3] 2 0.5 2 1.5 3 1"),
        ["x.fmin(y)"] = (() => x.fmin(y), "float64[2x3] -1.5 0.25 -1 0.75 -0.5 -0.25"),
        ["x.atan2(y)"] = (() => x.atan2(y), "float64[2x3] -0.643501109 0.463647609 2.03444394 0.463647609 -0.165148677 1.81577499"),
        ["x.hypot(y)"] = (() => x.hypot(y), "float64[2x3] 2.5 0.559016994 2.23606798 1.67705098 3.04138127 1.03077641"),
        ["x.copysign(y)"] = (() => x.copysign(y), "float64[2x3] 1.5 0.25 -2 0.75 0.5 -1"),
        ["x.heaviside(y)"] = (() => x.heaviside(y), "float64[2x3] 0 1 1 1 0 1"),
        ["x.logaddexp(y)"] = (() => x.logaddexp(y), "float64[2x3] 2.02975042 1.07593942 2.04858735 1.88687101 3.02975042 1.25192908"),
        ["x.logaddexp2(y)"] = (() => x.logaddexp2(y), "float64[2x3] 2.12219342 1.38040845 2.169925 2.17319779 3.12219342 1.50634623"),
        ["x.ldexp(y)"] = (() => x.ldexp(y), "float64[2x3] -6 0.353553391 1 2.12132034 -4 0.840896415"),
        ["x.xlogy(p)"] = (() => x.xlogy(p), "float64[2x3] 1.03972077 0.101366277 1.83258146 -1.03972077 -0 1.09861229"),
        ["n.gcd(i + 1)"] = (() => n.gcd(i + 1), "int64[2x3] 1 1 1 2 2 1"),
        ["n.lcm(i + 1)"] = (() => n.lcm(i + 1), "int64[2x3] 21 3 10 2 4 6"),
        ["n / 2"] = (() => n / 2, "float32[2x3] 3.5 -1.5 2.5 1 2 -3"),
        ["n.floor_divide(2)"] = (() => n.floor_divide(2), "int64[2x3] 3 -2 2 1 2 -3"),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void An_operator_gives_what_PyTorch_gives(string name) => Check(All[name].Result, All[name].Expected);
}
