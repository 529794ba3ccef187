using System.Globalization;
using MimLab.Layers;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Models;

/// <summary>
/// MFF (Liu et al. 2023, arXiv 2308.00261): MAE whose decoder gets a weighted sum of several blocks' outputs instead of the last
/// one's alone, so that shallow blocks hand over the low-level detail that pixels need and deep ones are free of it. The weights
/// that training finds are in <see cref="FusionWeights"/>. Fine-tuning takes the encoder without the fusion.
/// <para>Differs from the released code: positions tell column before row as in MAE, where mmpretrain has them the other way
/// round; its checkpoints carry their own. Its recipe also changes the crop, which is the data's affair here.</para>
/// </summary>
public sealed class Mff : Mae
{
    private readonly LevelFusion fusion;

    /// <summary>A new model with MAE's initialisation.</summary>
    /// <exception cref="UserError">The configuration does not fit together, or names no block to fuse.</exception>
    public Mff(MaeConfig config) : base(config, nameof(Mff))
    {
        if (config.FusedBlocks.Count == 0) throw new UserError("MFF needs at least one block to fuse: name some in model.fusedBlocks.");
        fusion = new LevelFusion(config.FusedBlocks.Count, config.Encoder.Width);
        Initialization.ResetXavier(fusion);
        register_module(nameof(fusion), fusion);
    }

    /// <summary>
    /// How much each fused block counts, in the order of <see cref="MaeConfig.FusedBlocks"/>; they add up to 1 and start equal.
    /// </summary>
    public IReadOnlyList<double> FusionWeights => fusion.Weights();

    /// <summary>What the names of the weights begin with in <see cref="Readings"/>; the number of the block follows.</summary>
    public const string FusionReading = "fusion/block";

    /// <summary>The fusion's weights by block.</summary>
    public override IReadOnlyDictionary<string, double> Readings => Config.FusedBlocks.Zip(FusionWeights)
        .ToDictionary(level => string.Create(CultureInfo.InvariantCulture, $"{FusionReading}{level.First}"), level => level.Second);

    /// <summary>The weights in a sentence for a log, blocks counted from 0.</summary>
    public string FusionSummary() => "Fusion weights: " + string.Join(", ", Config.FusedBlocks.Zip(FusionWeights,
        (block, weight) => string.Create(CultureInfo.InvariantCulture, $"block {block} {weight:0.000}"))) + ".";

    /// <summary>What mmpretrain's checkpoints call a parameter or buffer of this model.</summary>
    /// <param name="name">A name from <c>state_dict</c>.</param>
    public override string OfficialName(string name) => MmpretrainNames.Official(name);

    /// <inheritdoc/>
    public override Tensor Encode(Tensor patches, Tensor kept)
    {
        using var scope = NewDisposeScope();
        var tokens = Encoder.EmbedKept(patches, kept);                  // [B, 1 + K, D]
        var levels = new List<Tensor>();
        for (var block = 0; block < Encoder.Depth; block++)
        {
            tokens = Encoder.RunBlock(block, tokens);
            if (Config.FusedBlocks.Contains(block)) levels.Add(tokens);
        }
        return Encoder.Finish(fusion.Fuse(levels)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// mmpretrain's optimizer: no decay for biases, norms, class and mask token; the fusion's weights do decay.
    /// </summary>
    protected override bool Decays(string name, Tensor parameter) =>
        base.Decays(name, parameter) && name is not ("encoder.cls_token" or "decoder.mask_token");
}
