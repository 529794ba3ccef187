using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// Stochastic depth (Huang et al. 2016): in training, skips a residual branch for a random part of the batch and scales the
/// rest up, so that the expectation stays the same. Has no parameters.
/// </summary>
public sealed class DropPath : Module<Tensor, Tensor>
{
    private readonly double probability;

    /// <summary>Skips a sample's branch with <paramref name="probability"/>, from 0 to below 1.</summary>
    public DropPath(double probability) : base(nameof(DropPath))
    {
        if (!(probability >= 0 && probability < 1))
            throw new UserError($"dropPath must lie between 0 and 1 (excluded), but it is {probability}.");
        this.probability = probability;
    }

    /// <summary>
    /// What the branch of each sample [B, ...] counts: 0 where it is skipped. [B], or null where nothing can be skipped.
    /// </summary>
    public Tensor? Draw(Tensor samples)
    {
        if (!training || probability == 0) return null;
        var keep = 1 - probability;
        return samples.new_empty(samples.size(0)).bernoulli_(keep).div_(keep);
    }

    /// <summary>The branch [B, ...], zero for the skipped samples; the same tensor where nothing can be skipped.</summary>
    public override Tensor forward(Tensor branch)
    {
        using var scale = Draw(branch);
        if (scale is null) return branch;
        var shape = Enumerable.Repeat(1L, branch.shape.Length).ToArray();
        shape[0] = branch.size(0);
        return branch * scale.view(shape);
    }
}
