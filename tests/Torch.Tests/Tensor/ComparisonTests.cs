using Cases = System.Collections.Generic.Dictionary<string, (System.Func<TorchSharp.torch.Tensor> Result, string Expected)>;

namespace MimLab.Torch.Tests.TensorTests;

public sealed class ComparisonTests : ReferenceValues
{
    private static readonly Cases All = new()
    {
        ["x == y"] = (() => x == y, "bool[2x3] 0 0 0 0 0 0"),
        ["x != y"] = (() => x != y, "bool[2x3] 1 1 1 1 1 1"),
        ["x < y"] = (() => x < y, "bool[2x3] 1 1 0 1 1 0"),
        ["x <= y"] = (() => x <= y, "bool[2x3] 1 1 0 1 1 0"),
        ["x > y"] = (() => x > y, "bool[2x3] 0 0 1 0 0 1"),
        ["x >= y"] = (() => x >= y, "bool[2x3] 0 0 1 0 0 1"),
        ["x.eq(1)"] = (() => x.eq(1), "bool[2x3] 0 0 0 0 0 1"),
        ["x.ne(1)"] = (() => x.ne(1), "bool[2x3] 1 1 1 1 1 0"),
        ["x.lt(0.25)"] = (() => x.lt(0.25), "bool[2x3] 1 0 0 0 1 0"),
        ["x.le(0.25)"] = (() => x.le(0.25), "bool[2x3] 1 1 0 0 1 0"),
        ["x.gt(0.25)"] = (() => x.gt(0.25), "bool[2x3] 0 0 1 1 0 1"),
        ["x.ge(0.25)"] = (() => x.ge(0.25), "bool[2x3] 0 1 1 1 0 1"),
        ["1 < x"] = (() => 1 < x, "bool[2x3] 0 0 1 0 0 0"),
        ["x.isclose(x + 1e-7)"] = (() => x.isclose(x + 1e-7), "bool[2x3] 1 1 1 1 1 1"),
        ["x.isin(v)"] = (() => x.isin(v), "bool[2x3] 0 0 0 0 0 1"),
        ["b.logical_and(x > 0)"] = (() => b.logical_and(x > 0), "bool[2x3] 0 0 1 0 0 1"),
        ["b.logical_or(x > 0)"] = (() => b.logical_or(x > 0), "bool[2x3] 1 1 1 1 1 1"),
        ["b.logical_xor(x > 0)"] = (() => b.logical_xor(x > 0), "bool[2x3] 1 1 0 1 1 0"),
        ["b & (x > 0)"] = (() => b & (x > 0), "bool[2x3] 0 0 1 0 0 1"),
        ["b | (x > 0)"] = (() => b | (x > 0), "bool[2x3] 1 1 1 1 1 1"),
        ["b ^ (x > 0)"] = (() => b ^ (x > 0), "bool[2x3] 1 1 0 1 1 0"),
        ["n.bitwise_and(i)"] = (() => n.bitwise_and(i), "int64[2x3] 2 0 1 0 0 0"),
        ["n.bitwise_or(i)"] = (() => n.bitwise_or(i), "int64[2x3] 7 -3 5 3 5 -6"),
        ["n.bitwise_xor(i)"] = (() => n.bitwise_xor(i), "int64[2x3] 5 -3 4 3 5 -6"),
        ["n.bitwise_left_shift(i)"] = (() => n.bitwise_left_shift(i), "int64[2x3] 28 -3 10 4 8 -6"),
        ["n.bitwise_right_shift(i)"] = (() => n.bitwise_right_shift(i), "int64[2x3] 1 -3 2 1 2 -6"),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void An_operator_gives_what_PyTorch_gives(string name) => Check(All[name].Result, All[name].Expected);
}
