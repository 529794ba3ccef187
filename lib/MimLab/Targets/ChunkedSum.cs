using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Targets;

/// <summary>
/// A sum over images whose terms pass through a head with very many outputs. Each chunk's gradient is taken as soon as its term
/// is known and its outputs are freed, so the backward pass needs none of them again: memory holds one chunk's outputs, not a
/// batch's.
/// </summary>
internal static class ChunkedSum
{
    /// <summary>The sum of <paramref name="term"/> over chunks of images.</summary>
    /// <param name="head">[B, L, D] to [B, L, outputs], each image on its own.</param>
    /// <param name="features">[B, L, D]</param>
    /// <param name="images">Images in a chunk.</param>
    /// <param name="term">A scalar of a chunk's outputs [b, L, outputs] and the index of its first image.</param>
    /// <returns>A scalar, with its gradient in the features and the head's parameters</returns>
    public static Tensor Of(Module<Tensor, Tensor> head, Tensor features, int images, Func<Tensor, long, Tensor> term)
    {
        if (!is_grad_enabled()) return Value(head, features, images, term);
        using var scope = NewDisposeScope();
        Tensor[] parameters = [.. head.parameters().Where(p => p.requires_grad)];
        Tensor[] slopes = [.. parameters.Select(p => zeros_like(p))];           // of the sum in each parameter
        var total = zeros(1, features.dtype, features.device).squeeze();
        var parts = new List<Tensor>();                                         // of the sum in the features
        for (long start = 0; start < features.size(0); start += images)
        {
            using var chunk = NewDisposeScope();
            var leaf = features.narrow(0, start, Math.Min(images, features.size(0) - start)).detach().requires_grad_(true);
            var value = term(head.call(leaf), start);
            var gradients = autograd.grad([value], [leaf, .. parameters]);
            using var frozen = no_grad();
            total.add_(value.to(total.dtype));
            parts.Add(gradients[0].MoveToOuterDisposeScope());
            for (var i = 0; i < slopes.Length; i++) slopes[i].add_(gradients[i + 1]);
        }
        // x - x is 0 with slope 1: what is added changes no value and carries the gradients taken above.
        var sum = total + Carry(features, cat(parts, 0));
        for (var i = 0; i < slopes.Length; i++) sum = sum + Carry(parameters[i], slopes[i]);
        return sum.MoveToOuterDisposeScope();
    }

    private static Tensor Carry(Tensor leaf, Tensor slope) => ((leaf - leaf.detach()) * slope).sum();

    private static Tensor Value(Module<Tensor, Tensor> head, Tensor features, int images, Func<Tensor, long, Tensor> term)
    {
        using var scope = NewDisposeScope();
        var total = zeros(1, features.dtype, features.device).squeeze();
        for (long start = 0; start < features.size(0); start += images)
        {
            using var chunk = NewDisposeScope();
            total.add_(term(head.call(features.narrow(0, start, Math.Min(images, features.size(0) - start))), start).to(total.dtype));
        }
        return total.MoveToOuterDisposeScope();
    }
}
