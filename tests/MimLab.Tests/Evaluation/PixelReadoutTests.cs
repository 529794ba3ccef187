using MimLab.Backbones;
using MimLab.Evaluation;
using static TorchSharp.torch;

namespace MimLab.Tests.Evaluation;

[Collection("torch")]
public class PixelReadoutTests
{
    [Fact]
    public void What_is_a_linear_map_of_the_tokens_is_explained_and_what_is_noise_is_not()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (tokens, more) = (randn(2000, 6) * 5 + 2, randn(500, 6) * 5 + 2);
        var map = randn(6, 4);
        Assert.Equal(1, PixelReadout.Explained(tokens, tokens.matmul(map) + 3, more, more.matmul(map) + 3), 1e-4);
        Assert.InRange(PixelReadout.Explained(tokens, randn(2000, 4), more, randn(500, 4)), -0.05, 0.02);
        // Half of the variance is in the tokens, half is not.
        Tensor Half(Tensor t) => t.narrow(1, 0, 1) / 5 + randn(t.size(0), 1);
        Assert.Equal(0.5, PixelReadout.Explained(tokens, Half(tokens), more, Half(more)), 0.08);
    }

    [Fact]
    public void It_is_ordinary_least_squares_but_for_the_ridge()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var (x, y) = (randn(200, 1), rand(200, 1));
        var (asked, answer) = (randn(50, 1), rand(50, 1));
        double[] Values(Tensor t) => [.. t.data<float>().ToArray().Select(v => (double)v)];
        var (xs, ys) = (Values(x), Values(y));
        double mx = xs.Average(), my = ys.Average();
        var slope = xs.Zip(ys, (a, b) => (a - mx) * (b - my)).Sum() / xs.Sum(a => (a - mx) * (a - mx)) / 1.001;
        var pairs = Values(asked).Zip(Values(answer)).ToList();
        var expected = 1 - pairs.Sum(p => Math.Pow(p.Second - my - slope * (p.First - mx), 2)) / pairs.Sum(p => Math.Pow(p.Second - my, 2));
        Assert.Equal(expected, PixelReadout.Explained(x, y, asked, answer), 1e-6);
    }

    [Fact]
    public void A_fresh_encoder_hands_pixels_on_and_its_blocks_are_counted_whatever_the_batch()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var encoder = new VisionTransformer(new() { ImageSize = 16, PatchSize = 4, Width = 96, Depth = 3, Heads = 3, AbsolutePositions = true, SharedPositionBias = false, LayerScale = 1e-3 });
        encoder.eval();
        var (fit, test) = (randn(40, 3, 16, 16), randn(10, 3, 16, 16));
        var shares = PixelReadout.OfBlocks(encoder, fit, test, batch: 7);
        Assert.Equal(3, shares.Count);
        Assert.InRange(shares[0], 0.95, 1); // 48 pixels in 96 numbers, and blocks that hardly add to them
        Assert.Equal(shares[2], PixelReadout.OfBlocks(encoder, fit, test, batch: 64)[2], 1e-5);
    }
}
