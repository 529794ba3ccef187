using MimLab.Layers;
using static TorchSharp.torch;

namespace MimLab.Tests.Layers;

[Collection("torch")]
public class WindowTests
{
    [Theory]
    [InlineData(8, 4, false)]
    [InlineData(8, 4, true)]
    [InlineData(6, 3, true)]
    [InlineData(4, 7, true)]
    [InlineData(1, 4, true)]
    public void Windows_hold_the_tokens_of_their_place_and_join_to_what_was_cut(int side, int window, bool shifted)
    {
        using var scope = NewDisposeScope();
        var grid = new WindowGrid(side, window, shifted);
        var tokens = arange(2 * side * side * 3, ScalarType.Float32).view(2, side * side, 3);
        var windows = grid.Cut(tokens);
        int w = Math.Min(side, window), across = side / w, shift = shifted && side > window ? window / 2 : 0;
        Assert.Equal([2L * across * across, w * w, 3], windows.shape);
        for (var image = 0; image < 2; image++)
            for (var index = 0; index < across * across; index++)
                for (var token = 0; token < w * w; token++)
                {
                    var row = (index / across * w + token / w + shift) % side;
                    var column = (index % across * w + token % w + shift) % side;
                    Assert.Equal(tokens[image, row * side + column, 0].item<float>(), windows[image * across * across + index, token, 0].item<float>());
                }
        Assert.True(grid.Join(windows).eq(tokens).all().item<bool>());
    }

    [Theory]
    [InlineData(8, 4)]
    [InlineData(9, 3)]
    public void Shifted_windows_hide_from_each_other_what_the_image_does_not_have_together(int side, int window)
    {
        using var scope = NewDisposeScope();
        var grid = new WindowGrid(side, window, shifted: true);
        var mask = grid.Mask()!;
        // In a window of the shifted map, neighbours in the image are those whose places grow with their places in the window.
        var rows = grid.Cut(arange(side * side, ScalarType.Int64).view(1, -1, 1))[TensorIndex.Colon, TensorIndex.Colon, 0];
        for (var index = 0; index < grid.Count; index++)
            for (var i = 0; i < window * window; i++)
                for (var j = 0; j < window * window; j++)
                {
                    long a = rows[index, i].item<long>(), b = rows[index, j].item<long>();
                    var together = a / side - b / side == i / window - j / window && a % side - b % side == i % window - j % window;
                    Assert.Equal(together ? 0 : -100, mask[index, i, j].item<float>());
                }
        Assert.Null(new WindowGrid(side, window, shifted: false).Mask());
        Assert.Null(new WindowGrid(window, window, shifted: true).Mask());
    }

    [Fact]
    public void Windows_that_do_not_fill_a_stage_are_refused() =>
        Assert.Contains("window must divide", Assert.Throws<UserError>(() => new WindowGrid(10, 4, false)).Message);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Merging_reads_four_neighbours_in_the_official_order(bool normAfter)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(2);
        var layer = new PatchMerging(4, 3, normAfter);
        var state = layer.state_dict();
        state["norm.weight"].copy_(randn_like(state["norm.weight"]));
        var tokens = randn(1, 16, 3);
        var merged = layer.call(tokens);
        Assert.Equal([1L, 4, 6], merged.shape);
        for (var row = 0; row < 2; row++)
            for (var column = 0; column < 2; column++)
            {
                Tensor At(int y, int x) => tokens[0, (2 * row + y) * 4 + 2 * column + x];
                var four = cat([At(0, 0), At(1, 0), At(0, 1), At(1, 1)], 0);
                Tensor Norm(Tensor x) => (x - x.mean()) / (x.var(unbiased: false) + 1e-5).sqrt() * state["norm.weight"] + state["norm.bias"];
                var expected = normAfter ? Norm(state["reduction.weight"].mv(four)) : state["reduction.weight"].mv(Norm(four));
                Assert.True((merged[0, row * 2 + column] - expected).abs().max().item<float>() < 1e-5);
            }
    }

    [Fact]
    public void Cosine_attention_is_the_formula_of_the_paper()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(4);
        const int heads = 2, width = 6, w = 2, n = w * w, d = 3;
        var layer = new CosineWindowAttention(width, heads, new WindowGrid(w, w, false));
        var state = layer.state_dict();
        state["q_bias"].copy_(randn(width));
        state["v_bias"].copy_(randn(width));
        state["logit_scale"][1].fill_(9); // beyond the least temperature
        var x = randn(1, n, width);
        var output = layer.call(x, null)[0];

        var rows = x[0].matmul(state["qkv.weight"].t());
        var merged = zeros(n, width);
        for (var head = 0; head < heads; head++)
        {
            Tensor Part(int which) => rows.narrow(1, which * width + head * d, d);
            Tensor Bias(string name) => state[name].narrow(0, head * d, d);
            var (q, k, v) = (Part(0) + Bias("q_bias"), Part(1), Part(2) + Bias("v_bias"));
            var scale = head == 1 ? 100 : 10;
            for (var i = 0; i < n; i++)
            {
                var logits = new double[n];
                for (var j = 0; j < n; j++)
                {
                    var cosine = (q[i] * k[j]).sum() / (q[i].norm() * k[j].norm());
                    float Log(int offset) => Math.Sign(offset) * (float)Math.Log2(8.0 * Math.Abs(offset) / (w - 1) + 1) / 3;
                    var place = tensor(new[] { Log(i / w - j / w), Log(i % w - j % w) });
                    var hidden = (state["cpb_mlp.0.weight"].mv(place) + state["cpb_mlp.0.bias"]).clamp(min: 0);
                    logits[j] = cosine.item<float>() * scale + 16 / (1 + Math.Exp(-state["cpb_mlp.2.weight"][head].dot(hidden).item<float>()));
                }
                var total = logits.Sum(l => Math.Exp(l - logits.Max()));
                for (var j = 0; j < n; j++)
                    merged[i].narrow(0, head * d, d).add_(v[j] * (Math.Exp(logits[j] - logits.Max()) / total));
            }
        }
        var expected = merged.matmul(state["proj.weight"].t()) + state["proj.bias"];
        Assert.True((output - expected).abs().max().item<float>() < 1e-5);
    }
}
