using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// Multi-level feature fusion (MFF, arXiv 2308.00261, as released): the outputs of some blocks, each but the last through a
/// linear layer of its own, added up with weights that are the softmax of learned numbers. They start equal; a single level is
/// passed on as it is.
/// </summary>
public sealed class LevelFusion : Module
{
    // Field names are the names in official state dicts.
    private readonly ModuleList<Linear> proj_layers;
    private readonly Parameter proj_weights; // [levels, 1, 1, 1]

    /// <summary>Fuses so many levels, at least one, of tokens of one width.</summary>
    public LevelFusion(int levels, int width) : base(nameof(LevelFusion))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        proj_layers = new ModuleList<Linear>([.. Enumerable.Range(0, levels - 1).Select(_ => Linear(width, width))]);
        proj_weights = new Parameter(ones(levels, 1, 1, 1), requires_grad: levels > 1);
        RegisterComponents();
    }

    /// <summary>The share of each level, in the order of the blocks; they add up to 1.</summary>
    public IReadOnlyList<double> Weights()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return [.. proj_weights.flatten().to(ScalarType.Float64).softmax(0).cpu().data<double>()];
    }

    /// <summary>The weighted sum.</summary>
    /// <param name="levels">As many tensors as there are levels, each [B, N, D], the deepest last</param>
    /// <returns>[B, N, D]</returns>
    public Tensor Fuse(IReadOnlyList<Tensor> levels)
    {
        if (levels.Count != proj_layers.Count + 1)
            throw new ArgumentException($"{proj_layers.Count + 1} levels were expected, but got {levels.Count}.", nameof(levels));
        using var scope = NewDisposeScope();
        var shares = proj_weights.softmax(0).unbind(0);                                    // of [1, 1, 1]
        var fused = levels[^1] * shares[^1];                                               // [B, N, D]
        for (var level = 0; level < proj_layers.Count; level++) fused = fused + proj_layers[level].call(levels[level]) * shares[level];
        return fused.MoveToOuterDisposeScope();
    }
}
