using static TorchSharp.torch;
using Cases = System.Collections.Generic.Dictionary<string, (System.Func<TorchSharp.torch.Tensor> Result, string Expected)>;

namespace MimLab.Torch.Tests.TensorTests;

public sealed class SelectTests : ReferenceValues
{
    private static readonly Cases All = new()
    {
        ["x.narrow(1, 1, 2)"] = (() => x.narrow(1, 1, 2), "float64[2x2] 0.25 2 -0.5 1"),
        ["x.select(1, 2)"] = (() => x.select(1, 2), "float64[2] 2 1"),
        ["x.slice(1, 0, 3, 2)"] = (() => x.slice(1, 0, 3, 2), "float64[2x2] -1.5 2 0.75 1"),
        ["x.index_select(1, i[0])"] = (() => x.index_select(1, i[0]), "float64[2x3] 2 -1.5 0.25 1 0.75 -0.5"),
        ["x.gather(1, i)"] = (() => x.gather(1, i), "float64[2x3] 2 -1.5 0.25 -0.5 -0.5 0.75"),
        ["x.take(i)"] = (() => x.take(i), "float64[2x3] 2 -1.5 0.25 0.25 0.25 -1.5"),
        ["x.take_along_dim(i, 1)"] = (() => x.take_along_dim(i, 1), "float64[2x3] 2 -1.5 0.25 -0.5 -0.5 0.75"),
        ["x.scatter(1, i, y)"] = (() => x.scatter(1, i, y), "float64[2x3] 0.5 -1 2 -0.25 3 1"),
        ["x.scatter_add(1, i, y)"] = (() => x.scatter_add(1, i, y), "float64[2x3] -1 -0.75 4 0.5 4 1"),
        ["x.select_scatter(v, 0, 1)"] = (() => x.select_scatter(v, 0, 1), "float64[2x3] -1.5 0.25 2 1 -2 3"),
        ["x.slice_scatter(y.narrow(1, 0, 1), 1, 1, 2)"] = (() => x.slice_scatter(y.narrow(1, 0, 1), 1, 1, 2), "float64[2x3] -1.5 2 2 0.75 1.5 1"),
        ["x.masked_fill(b, 9)"] = (() => x.masked_fill(b, 9), "float64[2x3] 9 0.25 9 0.75 9 9"),
        ["x.masked_select(b)"] = (() => x.masked_select(b), "float64[4] -1.5 2 -0.5 1"),
        ["x.masked_scatter(b, y)"] = (() => x.masked_scatter(b, y), "float64[2x3] 2 0.25 0.5 0.75 -1 1.5"),
        ["x.index_add(1, i[0], y, 2)"] = (() => x.index_add(1, i[0], y, 2), "float64[2x3] -0.5 -1.75 6 6.75 -1 4"),
        ["x.index_copy(1, i[0], y)"] = (() => x.index_copy(1, i[0], y), "float64[2x3] 0.5 -1 2 3 -0.25 1.5"),
        ["x.index_fill(1, tensor(new long[] { 0, 2 }), 7)"] = (() => x.index_fill(1, tensor(new long[] { 0, 2 }), 7), "float64[2x3] 7 0.25 7 7 -0.5 7"),
        ["x.nonzero()"] = (() => x.nonzero(), "int64[6x2] 0 0 0 1 0 2 1 0 1 1 1 2"),
        ["b.nonzero()"] = (() => b.nonzero(), "int64[4x2] 0 0 0 2 1 1 1 2"),
        ["b.argwhere()"] = (() => b.argwhere(), "int64[4x2] 0 0 0 2 1 1 1 2"),
        ["where(b, x, y)"] = (() => where(b, x, y), "float64[2x3] -1.5 0.5 2 1.5 -0.5 1"),
        ["x.where(b, y)"] = (() => x.where(b, y), "float64[2x3] -1.5 0.5 2 1.5 -0.5 1"),
        ["where(b)[1]"] = (() => where(b)[1], "int64[4] 0 2 1 2"),
        ["searchsorted(v.sort().Item1, x)"] = (() => searchsorted(v.sort().Item1, x), "int64[2x3] 1 1 2 1 1 1"),
        ["x.bucketize(v.sort().Item1)"] = (() => x.bucketize(v.sort().Item1), "int64[2x3] 1 1 2 1 1 1"),
        ["x[0]"] = (() => x[0], "float64[3] -1.5 0.25 2"),
        ["x[1, 2]"] = (() => x[1, 2], "float64[] 1"),
        ["x[-1]"] = (() => x[-1], "float64[3] 0.75 -0.5 1"),
        ["x[TensorIndex.Ellipsis, 1]"] = (() => x[TensorIndex.Ellipsis, 1], "float64[2] 0.25 -0.5"),
        ["x[TensorIndex.Colon, TensorIndex.Slice(1)]"] = (() => x[TensorIndex.Colon, TensorIndex.Slice(1)], "float64[2x2] 0.25 2 -0.5 1"),
        ["x[TensorIndex.Slice(null, null, 2)]"] = (() => x[TensorIndex.Slice(null, null, 2)], "float64[1x3] -1.5 0.25 2"),
        ["x[TensorIndex.Null, 1]"] = (() => x[TensorIndex.Null, 1], "float64[2] 0.25 -0.5"),
        ["x[TensorIndex.None, 1]"] = (() => x[TensorIndex.None, 1], "float64[1x3] 0.75 -0.5 1"),
        ["x[TensorIndex.Ellipsis, TensorIndex.None]"] = (() => x[TensorIndex.Ellipsis, TensorIndex.None], "float64[2x3x1] -1.5 0.25 2 0.75 -0.5 1"),
        ["x[TensorIndex.Bool(true)]"] = (() => x[TensorIndex.Bool(true)], "float64[1x2x3] -1.5 0.25 2 0.75 -0.5 1"),
        ["x[b]"] = (() => x[b], "float64[4] -1.5 2 -0.5 1"),
        ["x[TensorIndex.Tensor(b)]"] = (() => x[TensorIndex.Tensor(b)], "float64[4] -1.5 2 -0.5 1"),
        ["x[TensorIndex.Colon, TensorIndex.Tensor(i[0])]"] = (() => x[TensorIndex.Colon, TensorIndex.Tensor(i[0])], "float64[2x3] 2 -1.5 0.25 1 0.75 -0.5"),
        ["x[TensorIndex.Single(1), TensorIndex.Tensor(i[0])]"] = (() => x[TensorIndex.Single(1), TensorIndex.Tensor(i[0])], "float64[3] 1 0.75 -0.5"),
        ["x[.., 1..]"] = (() => x[.., 1..], "float64[2x2] 0.25 2 -0.5 1"),
        ["x[..1, ^1]"] = (() => x[..1, ^1], "float64[1] 2"),
        ["x[tensor(new long[] { 1, 0 }), tensor(new long[] { 2, 1 })]"] = (() => x[tensor(new long[] { 1, 0 }), tensor(new long[] { 2, 1 })], "float64[2] 1 0.25"),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void An_operator_gives_what_PyTorch_gives(string name) => Check(All[name].Result, All[name].Expected);
}
