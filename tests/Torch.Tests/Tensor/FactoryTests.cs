using static TorchSharp.torch;
using Cases = System.Collections.Generic.Dictionary<string, (System.Func<TorchSharp.torch.Tensor> Result, string Expected)>;

namespace MimLab.Torch.Tests.TensorTests;

public sealed class FactoryTests : ReferenceValues
{
    private static readonly Cases All = new()
    {
        ["zeros(2, 3)"] = (() => zeros(2, 3), "float32[2x3] 0 0 0 0 0 0"),
        ["ones(3, dtype: int64)"] = (() => ones(3, dtype: int64), "int64[3] 1 1 1"),
        ["full(2, 2, 7)"] = (() => full(2, 2, 7), "int64[2x2] 7 7 7 7"),
        ["full_like(x, 2.5)"] = (() => full_like(x, 2.5), "float64[2x3] 2.5 2.5 2.5 2.5 2.5 2.5"),
        ["zeros_like(x)"] = (() => zeros_like(x), "float64[2x3] 0 0 0 0 0 0"),
        ["ones_like(x, int32)"] = (() => ones_like(x, int32), "int32[2x3] 1 1 1 1 1 1"),
        ["x.new_zeros(2)"] = (() => x.new_zeros(2), "float64[2] 0 0"),
        ["x.new_full([2], 3)"] = (() => x.new_full([2], 3), "float64[2] 3 3"),
        ["arange(5)"] = (() => arange(5), "int64[5] 0 1 2 3 4"),
        ["arange(1, 7, 2)"] = (() => arange(1, 7, 2), "int64[3] 1 3 5"),
        ["arange(0, 1, 0.25)"] = (() => arange(0, 1, 0.25), "float32[4] 0 0.25 0.5 0.75"),
        ["linspace(0, 1, 5)"] = (() => linspace(0, 1, 5), "float32[5] 0 0.25 0.5 0.75 1"),
        ["logspace(0, 2, 3)"] = (() => logspace(0, 2, 3), "float32[3] 1 10 100"),
        ["eye(3)"] = (() => eye(3), "float32[3x3] 1 0 0 0 1 0 0 0 1"),
        ["eye(2, 3)"] = (() => eye(2, 3), "float32[2x3] 1 0 0 0 1 0"),
        ["tril_indices(3, 3)"] = (() => tril_indices(3, 3), "int64[2x6] 0 1 1 2 2 2 0 0 1 0 1 2"),
        ["triu_indices(3, 3, 1)"] = (() => triu_indices(3, 3, 1), "int64[2x3] 0 0 1 1 2 2"),
        ["hann_window(5)"] = (() => hann_window(5), "float32[5] 0 0.345491529 0.904508531 0.904508471 0.345491439"),
        ["as_tensor(new[] { 1, 2, 3 })"] = (() => as_tensor(new[] { 1, 2, 3 }), "int32[3] 1 2 3"),
        ["tensor(new float[,] { { 1, 2 }, { 3, 4 } })"] = (() => tensor(new float[,] { { 1, 2 }, { 3, 4 } }), "float32[2x2] 1 2 3 4"),
        ["tensor(new List<double> { 1, 2, 3, 4 }, 2, 2)"] = (() => tensor(new List<double> { 1, 2, 3, 4 }, 2, 2), "float64[2x2] 1 2 3 4"),
        ["from_array(new double[,,] { { { 1, 2 } } })"] = (() => from_array(new double[,,] { { { 1, 2 } } }), "float64[1x1x2] 1 2"),
        ["x.to(float32).to(int64)"] = (() => x.to(float32).to(int64), "int64[2x3] -1 0 2 0 0 1"),
        ["x.@float()"] = (() => x.@float(), "float32[2x3] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.@bool()"] = (() => x.@bool(), "bool[2x3] 1 1 1 1 1 1"),
        ["x.bfloat16()"] = (() => x.bfloat16(), "bfloat16[2x3] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.half()"] = (() => x.half(), "float16[2x3] -1.5 0.25 2 0.75 -0.5 1"),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void An_operator_gives_what_PyTorch_gives(string name) => Check(All[name].Result, All[name].Expected);
}
