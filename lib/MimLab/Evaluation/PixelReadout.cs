using MimLab.Backbones;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>
/// How much of its own patch a token still holds, block by block: a linear map from tokens to pixels is fitted by ridge
/// regression in closed form, and what it explains of other images is counted. Pixels are taken as differences from the mean of
/// their patch, each colour by itself, so that it is about the detail within a patch and not about its colour. A stand-in, made
/// here, for the pilot study of MFF (arXiv 2308.00261) on how low-level features are: its own figures could not be had.
/// </summary>
public static class PixelReadout
{
    // Of the tokens' variance, which is made 1: small beside it, but no direction is without it.
    private const double Ridge = 1e-3;

    /// <summary>
    /// The share of the detail's variance that the tokens behind each block explain, at most 1; below 0 is worse than the mean.
    /// </summary>
    /// <param name="encoder">A vision transformer, in evaluation mode.</param>
    /// <param name="fit">
    /// Images to fit the maps on [B, C, H, W], normalised; with their patches at least some times the width of a token
    /// </param>
    /// <param name="test">Other images, to count on [B, C, H, W], normalised</param>
    /// <param name="batch">Images per forward pass.</param>
    /// <returns>One share for each block, the first first</returns>
    public static IReadOnlyList<double> OfBlocks(VisionTransformer encoder, Tensor fit, Tensor test, int batch = 64)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (known, truth) = (Tokens(encoder, fit, batch), Detail(encoder, fit));
        var (asked, answer) = (Tokens(encoder, test, batch), Detail(encoder, test));
        return [.. known.Zip(asked, (k, a) => Explained(k, truth, a, answer))];
    }

    /// <summary>
    /// The share of <paramref name="answer"/>'s variance that a linear map, fitted to take <paramref name="known"/> to
    /// <paramref name="truth"/>, explains.
    /// </summary>
    /// <param name="known">[N, D]</param>
    /// <param name="truth">[N, P]</param>
    /// <param name="asked">[M, D]</param>
    /// <param name="answer">[M, P]</param>
    internal static double Explained(Tensor known, Tensor truth, Tensor asked, Tensor answer)
    {
        using var scope = NewDisposeScope();
        Tensor Exact(Tensor t) => t.to(ScalarType.Float64);
        var (centre, mean) = (Exact(known).mean([0], keepdim: true), Exact(truth).mean([0], keepdim: true));
        var spread = Exact(known).std(0, unbiased: false, keepdim: true).clamp_min(1e-12);
        Tensor Whitened(Tensor tokens) => (Exact(tokens) - centre) / spread;
        var x = Whitened(known);                                                                        // [N, D]
        var variance = x.t().matmul(x) / x.size(0) + Ridge * eye(x.size(1), dtype: ScalarType.Float64, device: x.device); // [D, D]
        var map = variance.inverse().matmul(x.t().matmul(Exact(truth) - mean)) / x.size(0);             // [D, P]; the ridge keeps it regular
        var wrong = (Exact(answer) - mean - Whitened(asked).matmul(map)).square().sum();
        return 1 - (wrong / (Exact(answer) - mean).square().sum()).item<double>();
    }

    private static List<Tensor> Tokens(VisionTransformer encoder, Tensor images, int batch) // one [B L, D] a block
    {
        var parts = Enumerable.Range(0, encoder.Depth).Select(_ => new List<Tensor>()).ToList();
        for (long start = 0; start < images.size(0); start += batch)
        {
            using var trace = encoder.Trace(images.narrow(0, start, Math.Min(batch, images.size(0) - start)));
            foreach (var (tokens, part) in trace.Blocks.Zip(parts))
                part.Add(tokens.narrow(1, 1, tokens.size(1) - 1).reshape(-1, tokens.size(2)).clone()); // without the class token
        }
        return [.. parts.Select(part => cat(part, 0))];
    }

    private static Tensor Detail(VisionTransformer encoder, Tensor images) // [B L, C p p]
    {
        var patches = encoder.Patchify(images);                                                         // [B, L, C p p]
        var colours = patches.reshape(patches.size(0) * patches.size(1), encoder.Config.Channels, -1);  // [B L, C, p p]
        return (colours - colours.mean([2], keepdim: true)).flatten(1);
    }
}
