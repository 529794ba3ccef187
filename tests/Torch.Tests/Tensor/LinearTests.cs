using static TorchSharp.torch;
using Cases = System.Collections.Generic.Dictionary<string, (System.Func<TorchSharp.torch.Tensor> Result, string Expected)>;

namespace MimLab.Torch.Tests.TensorTests;

public sealed class LinearTests : ReferenceValues
{
    private static readonly Cases All = new()
    {
        ["x.mm(y.t())"] = (() => x.mm(y.t()), "float64[2x2] -4.875 -2 0.25 -0.625"),
        ["x.matmul(v)"] = (() => x.matmul(v), "float64[2] 4 4.75"),
        ["x.mv(v)"] = (() => x.mv(v), "float64[2] 4 4.75"),
        ["v.dot(v)"] = (() => v.dot(v), "float64[] 14"),
        ["v.inner(v)"] = (() => v.inner(v), "float64[] 14"),
        ["v.outer(v)"] = (() => v.outer(v), "float64[3x3] 1 -2 3 -2 4 -6 3 -6 9"),
        ["v.kron(v)"] = (() => v.kron(v), "float64[9] 1 -2 3 -2 4 -6 3 -6 9"),
        ["x.unsqueeze(0).bmm(y.t().unsqueeze(0))"] = (() => x.unsqueeze(0).bmm(y.t().unsqueeze(0)), "float64[1x2x2] -4.875 -2 0.25 -0.625"),
        ["s.addmm(y.t(), x, 0.5f, 2)"] = (() => s.addmm(y.t(), x, 0.5f, 2), "float64[3x3] -1.75 0 11.25 3.5 -1.25 8.1 2.875 -0.15 -3.5"),
        ["s.unsqueeze(0).baddbmm(y.t().unsqueeze(0), x.unsqueeze(0))"] = (() => s.unsqueeze(0).baddbmm(y.t().unsqueeze(0), x.unsqueeze(0)), "float64[1x3x3] 2.125 0.75 6 2.5 1.625 4.2 1.8125 0.075 -0.25"),
        ["s.det()"] = (() => s.det(), "float64[] 21.29"),
        ["s.logdet()"] = (() => s.logdet(), "float64[] 3.05823748"),
        ["s.inverse()"] = (() => s.inverse(), "float64[3x3] 0.279943636 -0.0892437764 -0.0610615312 -0.0892437764 0.364020667 -0.0140911226 -0.0610615312 -0.0140911226 0.516674495"),
        ["s.matrix_power(3)"] = (() => s.matrix_power(3), "float64[3x3] 77.7 39.19 16.445 39.19 37.52 8.558 16.445 8.558 10.48"),
        ["s.matrix_exp()"] = (() => s.matrix_exp(), "float64[3x3] 82.0319979 43.3746735 17.3722607 43.3746735 37.3011576 9.66123781 17.3722607 9.66123781 10.570349"),
        ["s.cholesky()"] = (() => s.cholesky(), "float64[3x3] 2 0 0 0.5 1.6583124 0 0.25 0.0452267017 1.39120615"),
        ["s.trace()"] = (() => s.trace(), "float64[] 9"),
        ["s.diag()"] = (() => s.diag(), "float64[3] 4 3 2"),
        ["v.diag()"] = (() => v.diag(), "float64[3x3] 1 0 0 0 -2 0 0 0 3"),
        ["v.diagflat(1)"] = (() => v.diagflat(1), "float64[4x4] 0 1 0 0 0 0 -2 0 0 0 0 3 0 0 0 0"),
        ["s.diagonal(1)"] = (() => s.diagonal(1), "float64[2] 1 0.2"),
        ["v.diag_embed()"] = (() => v.diag_embed(), "float64[3x3] 1 0 0 0 -2 0 0 0 3"),
        ["s.tril(-1)"] = (() => s.tril(-1), "float64[3x3] 0 0 0 1 0 0 0.5 0.2 0"),
        ["s.triu(1)"] = (() => s.triu(1), "float64[3x3] 0 1 0.5 0 0 0.2 0 0 0"),
        ["einsum(\"ij,kj->ik\", x, y)"] = (() => einsum("ij,kj->ik", x, y), "float64[2x2] -4.875 -2 0.25 -0.625"),
        ["tensordot(x, y, 2)"] = (() => tensordot(x, y, 2), "float64[] -5.5"),
        ["cdist(x, y)"] = (() => cdist(x, y), "float64[2x2] 4.61654633 4.65026881 2.56173769 3.79143772"),
        ["linalg.norm(x)"] = (() => linalg.norm(x), "float64[] 2.85043856"),
        ["linalg.norm(s, \"fro\")"] = (() => linalg.norm(s, "fro"), "float64[] 5.61960853"),
        ["linalg.vector_norm(x, 3)"] = (() => linalg.vector_norm(x, 3), "float64[] 2.34756047"),
        ["linalg.svd(s).S"] = (() => linalg.svd(s).S, "float64[3] 4.72157008 2.39834302 1.8800869"),
        ["linalg.svdvals(x)"] = (() => linalg.svdvals(x), "float64[2] 2.53657412 1.30030449"),
        ["linalg.eigh(s).Item1"] = (() => linalg.eigh(s).Item1, "float64[3] 1.8800869 2.39834302 4.72157008"),
        ["linalg.eigvalsh(s)"] = (() => linalg.eigvalsh(s), "float64[3] 1.8800869 2.39834302 4.72157008"),
        ["linalg.qr(s).R.abs()"] = (() => linalg.qr(s).R.abs(), "float64[3x3] 4.15331193 1.70947911 0.77046946 0 2.66789827 0.0685552943 0 0 1.92137372"),
        ["linalg.inv(s)"] = (() => linalg.inv(s), "float64[3x3] 0.279943636 -0.0892437764 -0.0610615312 -0.0892437764 0.364020667 -0.0140911226 -0.0610615312 -0.0140911226 0.516674495"),
        ["linalg.pinv(x)"] = (() => linalg.pinv(x), "float64[3x2] -0.301615799 0.538599641 0.0761220826 -0.307360862 0.26427289 0.442369838"),
        ["linalg.det(s)"] = (() => linalg.det(s), "float64[] 21.29"),
        ["linalg.solve(s, v)"] = (() => linalg.solve(s, v), "float64[3] 0.275246595 -0.859558478 1.5171442"),
        ["linalg.cholesky(s)"] = (() => linalg.cholesky(s), "float64[3x3] 2 0 0 0.5 1.6583124 0 0.25 0.0452267017 1.39120615"),
        ["linalg.matrix_norm(s, 1)"] = (() => linalg.matrix_norm(s, 1), "float64[] 5.5"),
        ["linalg.matrix_rank(x)"] = (() => linalg.matrix_rank(x), "int64[] 2"),
        ["linalg.lstsq(s, y.t()).Solution"] = (() => linalg.lstsq(s, y.t()).Solution, "float64[3x2] 0.576326914 0.167449507 0.0176139032 0.961719117 -0.645843119 -0.263034288"),
        ["linalg.multi_dot([x, s, y.t()])"] = (() => linalg.multi_dot([x, s, y.t()]), "float64[2x2] -12.975 -9 3.45 2.28125"),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void An_operator_gives_what_PyTorch_gives(string name) => Check(All[name].Result, All[name].Expected);
}
