using static TorchSharp.torch;
using Cases = System.Collections.Generic.Dictionary<string, (System.Func<TorchSharp.torch.Tensor> Result, string Expected)>;

namespace MimLab.Torch.Tests.TensorTests;

public sealed class ShapeTests : ReferenceValues
{
    private static readonly Cases All = new()
    {
        ["x.view(3, 2)"] = (() => x.view(3, 2), "float64[3x2] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.reshape(-1)"] = (() => x.reshape(-1), "float64[6] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.permute(1, 0)"] = (() => x.permute(1, 0), "float64[3x2] -1.5 0.75 0.25 -0.5 2 1"),
        ["x.transpose(0, 1)"] = (() => x.transpose(0, 1), "float64[3x2] -1.5 0.75 0.25 -0.5 2 1"),
        ["x.t()"] = (() => x.t(), "float64[3x2] -1.5 0.75 0.25 -0.5 2 1"),
        ["x.T"] = (() => x.T, "float64[3x2] -1.5 0.75 0.25 -0.5 2 1"),
        ["x.mT"] = (() => x.mT, "float64[3x2] -1.5 0.75 0.25 -0.5 2 1"),
        ["x.flatten()"] = (() => x.flatten(), "float64[6] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.view(2, 3, 1).flatten(1)"] = (() => x.view(2, 3, 1).flatten(1), "float64[2x3] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.flatten().unflatten(0, 3, 2)"] = (() => x.flatten().unflatten(0, 3, 2), "float64[3x2] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.ravel()"] = (() => x.ravel(), "float64[6] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.view(2, 1, 3).squeeze(1)"] = (() => x.view(2, 1, 3).squeeze(1), "float64[2x3] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.unsqueeze(1)"] = (() => x.unsqueeze(1), "float64[2x1x3] -1.5 0.25 2 0.75 -0.5 1"),
        ["v.expand(2, 3)"] = (() => v.expand(2, 3), "float64[2x3] 1 -2 3 1 -2 3"),
        ["v.expand_as(x)"] = (() => v.expand_as(x), "float64[2x3] 1 -2 3 1 -2 3"),
        ["v.broadcast_to(2, 3)"] = (() => v.broadcast_to(2, 3), "float64[2x3] 1 -2 3 1 -2 3"),
        ["x.repeat(2, 1)"] = (() => x.repeat(2, 1), "float64[4x3] -1.5 0.25 2 0.75 -0.5 1 -1.5 0.25 2 0.75 -0.5 1"),
        ["x.repeat_interleave(2, 1)"] = (() => x.repeat_interleave(2, 1), "float64[2x6] -1.5 -1.5 0.25 0.25 2 2 0.75 0.75 -0.5 -0.5 1 1"),
        ["v.repeat_interleave(tensor(new long[] { 1, 0, 2 }))"] = (() => v.repeat_interleave(tensor(new long[] { 1, 0, 2 })), "float64[3] 1 3 3"),
        ["x.tile([1, 2])"] = (() => x.tile([1, 2]), "float64[2x6] -1.5 0.25 2 -1.5 0.25 2 0.75 -0.5 1 0.75 -0.5 1"),
        ["x.roll(1)"] = (() => x.roll(1), "float64[2x3] 1 -1.5 0.25 2 0.75 -0.5"),
        ["x.roll(1, 1)"] = (() => x.roll(1, 1), "float64[2x3] 2 -1.5 0.25 1 0.75 -0.5"),
        ["x.roll([1, 2], [0, 1])"] = (() => x.roll([1, 2], [0, 1]), "float64[2x3] -0.5 1 0.75 0.25 2 -1.5"),
        ["x.roll((1, 2), (0, 1))"] = (() => x.roll((1, 2), (0, 1)), "float64[2x3] -0.5 1 0.75 0.25 2 -1.5"),
        ["x.flip(0)"] = (() => x.flip(0), "float64[2x3] 0.75 -0.5 1 -1.5 0.25 2"),
        ["x.flip(0, 1)"] = (() => x.flip(0, 1), "float64[2x3] 1 -0.5 0.75 2 0.25 -1.5"),
        ["x.fliplr()"] = (() => x.fliplr(), "float64[2x3] 2 0.25 -1.5 1 -0.5 0.75"),
        ["x.flipud()"] = (() => x.flipud(), "float64[2x3] 0.75 -0.5 1 -1.5 0.25 2"),
        ["x.rot90()"] = (() => x.rot90(), "float64[3x2] 2 1 0.25 -0.5 -1.5 0.75"),
        ["x.view(2, 3, 1).movedim([0], [2])"] = (() => x.view(2, 3, 1).movedim([0], [2]), "float64[3x1x2] -1.5 0.75 0.25 -0.5 2 1"),
        ["x.swapaxes(0, 1)"] = (() => x.swapaxes(0, 1), "float64[3x2] -1.5 0.75 0.25 -0.5 2 1"),
        ["x.unfold(1, 2, 1)"] = (() => x.unfold(1, 2, 1), "float64[2x2x2] -1.5 0.25 0.25 2 0.75 -0.5 -0.5 1"),
        ["x.as_strided([2, 2], [1, 2], 1)"] = (() => x.as_strided([2, 2], [1, 2], 1), "float64[2x2] 0.25 0.75 2 -0.5"),
        ["x.chunk(2, 1)[1]"] = (() => x.chunk(2, 1)[1], "float64[2x1] 2 1"),
        ["x.split(2, 1)[0]"] = (() => x.split(2, 1)[0], "float64[2x2] -1.5 0.25 0.75 -0.5"),
        ["x.split([1, 2], 1)[1]"] = (() => x.split([1, 2], 1)[1], "float64[2x2] 0.25 2 -0.5 1"),
        ["x.tensor_split(2, 1)[1]"] = (() => x.tensor_split(2, 1)[1], "float64[2x1] 2 1"),
        ["x.unbind(1)[2]"] = (() => x.unbind(1)[2], "float64[2] 2 1"),
        ["cat([x, y], 1)"] = (() => cat([x, y], 1), "float64[2x6] -1.5 0.25 2 2 0.5 -1 0.75 -0.5 1 1.5 3 -0.25"),
        ["cat(new List<Tensor> { x, y })"] = (() => cat(new List<Tensor> { x, y }), "float64[4x3] -1.5 0.25 2 0.75 -0.5 1 2 0.5 -1 1.5 3 -0.25"),
        ["concat([x, y])"] = (() => concat([x, y]), "float64[4x3] -1.5 0.25 2 0.75 -0.5 1 2 0.5 -1 1.5 3 -0.25"),
        ["stack([x, y], 1)"] = (() => stack([x, y], 1), "float64[2x2x3] -1.5 0.25 2 2 0.5 -1 0.75 -0.5 1 1.5 3 -0.25"),
        ["hstack(x, y)"] = (() => hstack(x, y), "float64[2x6] -1.5 0.25 2 2 0.5 -1 0.75 -0.5 1 1.5 3 -0.25"),
        ["vstack([x, y])"] = (() => vstack([x, y]), "float64[4x3] -1.5 0.25 2 0.75 -0.5 1 2 0.5 -1 1.5 3 -0.25"),
        ["column_stack(v, v)"] = (() => column_stack(v, v), "float64[3x2] 1 1 -2 -2 3 3"),
        ["block_diag(x, y)"] = (() => block_diag(x, y), "float64[4x6] -1.5 0.25 2 0 0 0 0.75 -0.5 1 0 0 0 0 0 0 2 0.5 -1 0 0 0 1.5 3 -0.25"),
        ["meshgrid([v, v])[0]"] = (() => meshgrid([v, v])[0], "float64[3x3] 1 1 1 -2 -2 -2 3 3 3"),
        ["cartesian_prod(v, v)"] = (() => cartesian_prod(v, v), "float64[9x2] 1 1 1 -2 1 3 -2 1 -2 -2 -2 3 3 1 3 -2 3 3"),
        ["broadcast_tensors(v, x)[0]"] = (() => broadcast_tensors(v, x)[0], "float64[2x3] 1 -2 3 1 -2 3"),
        ["x.atleast_3d()"] = (() => x.atleast_3d(), "float64[2x3x1] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.contiguous()"] = (() => x.contiguous(), "float64[2x3] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.t().contiguous()"] = (() => x.t().contiguous(), "float64[3x2] -1.5 0.75 0.25 -0.5 2 1"),
        ["x.clone()"] = (() => x.clone(), "float64[2x3] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.detach()"] = (() => x.detach(), "float64[2x3] -1.5 0.25 2 0.75 -0.5 1"),
        ["x.alias()"] = (() => x.alias(), "float64[2x3] -1.5 0.25 2 0.75 -0.5 1"),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void An_operator_gives_what_PyTorch_gives(string name) => Check(All[name].Result, All[name].Expected);
}
