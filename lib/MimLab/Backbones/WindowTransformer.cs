using System.Globalization;
using MimLab.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Backbones;

/// <summary>
/// What <see cref="SwinTransformer"/> and <see cref="SwinTransformerV2"/> have in common: everything but the block.
/// </summary>
public abstract class WindowTransformer : Module<Tensor, Tensor>, IMaskedEncoder
{
    private readonly Parameter? absolutePositions;  // [1, L, D]
    private readonly Parameter? maskToken;          // [1, 1, D]
    private readonly PatchEmbedding patchEmbedding;
    private readonly ModuleList<SwinStage> stages;
    private readonly LayerNorm norm;

    private protected WindowTransformer(string name, SwinTransformerConfig config, BlockMaker newBlock, bool normAfterMerging) : base(name)
    {
        config.Validate();
        Config = config;
        var tokens = (long)config.SideOf(0) * config.SideOf(0);
        if (config.AbsolutePositions) absolutePositions = new Parameter(zeros(1, tokens, config.Width));
        if (config.MaskToken) maskToken = new Parameter(zeros(1, 1, config.Width));
        patchEmbedding = new PatchEmbedding(config.Channels, config.PatchSize, config.Width, config.PatchNorm ? config.NormEpsilon : null);
        stages = new ModuleList<SwinStage>([.. Enumerable.Range(0, config.Stages).Select(stage => NewStage(config, stage, newBlock, normAfterMerging))]);
        norm = LayerNorm(config.OutputWidth, config.NormEpsilon);
        RegisterUnderOfficialNames();
        WindowInitialization.Reset(this);
        using var frozen = no_grad();
        if (absolutePositions is not null) WindowInitialization.TruncatedNormal(absolutePositions);
        if (maskToken is not null) WindowInitialization.TruncatedNormal(maskToken);
    }

    /// <summary>Makes the block of that index in its stage.</summary>
    private protected delegate Module<Tensor, Tensor> BlockMaker(SwinTransformerConfig config, int stage, int index, WindowGrid grid, double dropPath);

    /// <summary>The shape this encoder was made with.</summary>
    public SwinTransformerConfig Config { get; }

    /// <inheritdoc/>
    public EncoderConfig Shape => Config;

    /// <inheritdoc/>
    public int ImageSize => Config.ImageSize;

    /// <inheritdoc/>
    public int TokenSize => Config.PatchSize;

    /// <summary>Length of a feature vector at the output; features of a block have the width of its stage.</summary>
    public int FeatureSize => Config.OutputWidth;

    /// <inheritdoc/>
    public int Depth => Config.BlockCount;

    /// <inheritdoc/>
    public Tensor Patchify(Tensor images)
    {
        Config.Require(images);
        return patchEmbedding.Patchify(images);
    }

    /// <inheritdoc/>
    public Tensor Unpatchify(Tensor patches) => patchEmbedding.Unpatchify(patches);

    /// <inheritdoc/>
    public Tensor EncodePatches(Tensor patches, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var tokens = Enter(patchEmbedding.Embed(patches), mask);        // [B, L, D]
        foreach (var stage in stages) tokens = stage.call(tokens);      // [B, L / 4, 2 D] after each but the last
        return norm.call(tokens).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Features(Tensor images, int? block = null)
    {
        using var scope = NewDisposeScope();
        if (block is not { } wanted) return EncodePatches(Patchify(images), null).mean([1]).MoveToOuterDisposeScope();
        ArgumentOutOfRangeException.ThrowIfNegative(wanted, nameof(block));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(wanted, Depth, nameof(block));
        using var trace = Trace(images);
        return trace.Blocks[wanted].mean([1]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="UserError">Attention maps are asked for.</exception>
    public EncoderTrace Trace(Tensor images, Tensor? mask = null, bool attention = false)
    {
        if (attention) throw new UserError("A Swin transformer attends within windows and has no attention map of the whole image: use a vision transformer (model.backbone vit) for attention maps.");
        using var scope = NewDisposeScope();
        var patchTokens = patchEmbedding.Embed(Patchify(images));
        var tokens = Enter(patchTokens, mask);
        List<Tensor> blocks = [], merged = [];
        foreach (var stage in stages)
        {
            foreach (var block in stage.Blocks) blocks.Add(tokens = block.call(tokens));
            tokens = stage.Merge(tokens);
            merged.Add(tokens.alias());     // the last stage merges nothing
        }
        return new EncoderTrace
        {
            PatchTokens = patchTokens.MoveToOuterDisposeScope(),
            Blocks = [.. blocks.Select(output => output.MoveToOuterDisposeScope())],
            Attention = [],
            Stages = [.. merged.Select(output => output.MoveToOuterDisposeScope())],
            Output = norm.call(tokens).MoveToOuterDisposeScope(),
        };
    }

    /// <summary>
    /// The depth of a parameter as SimMIM's fine-tuning code counts it for Swin: 0 for the embedding, n + 1 for block n, a
    /// merging with the last block before it, Depth + 1 for the rest, to which the released code also leaves absolute positions.
    /// </summary>
    public int LayerOf(string parameterName) => parameterName.Split('.') switch
    {
        ["mask_token"] or ["patch_embed", ..] => 0,
        ["layers", var stage, "blocks", var index, ..] => BlocksBefore(stage) + int.Parse(index, CultureInfo.InvariantCulture) + 1,
        ["layers", var stage, "downsample", ..] => BlocksBefore(stage) + Config.Depths[int.Parse(stage, CultureInfo.InvariantCulture)],
        _ => Depth + 1,
    };

    /// <summary>Features of images: [B, C, H, W] to [B, D].</summary>
    public override Tensor forward(Tensor images) => Features(images);

    private static SwinStage NewStage(SwinTransformerConfig config, int stage, BlockMaker newBlock, bool normAfterMerging)
    {
        var (side, first) = (config.SideOf(stage), config.Depths.Take(stage).Sum());
        var blocks = Enumerable.Range(0, config.Depths[stage]).Select(index =>
            newBlock(config, stage, index, new WindowGrid(side, config.Window, shifted: index % 2 == 1), config.DropPathOf(first + index)));
        var merging = stage == config.Stages - 1 ? null : new PatchMerging(side, config.WidthOf(stage), normAfterMerging, config.NormEpsilon);
        return new SwinStage(blocks, merging, config.Checkpointing);
    }

    // RegisterComponents does not see the private fields of a base class.
    private void RegisterUnderOfficialNames()
    {
        if (absolutePositions is not null) register_parameter("absolute_pos_embed", absolutePositions);
        if (maskToken is not null) register_parameter("mask_token", maskToken);
        register_module("patch_embed", patchEmbedding);
        register_module("layers", stages);
        register_module("norm", norm);
    }

    private int BlocksBefore(string stage) => Config.Depths.Take(int.Parse(stage, CultureInfo.InvariantCulture)).Sum();

    private Tensor Enter(Tensor patchTokens, Tensor? mask) // [B, L, D]
    {
        var tokens = HiddenPatches.Replace(patchTokens, mask, maskToken);
        return absolutePositions is null ? tokens : tokens + absolutePositions;
    }
}
