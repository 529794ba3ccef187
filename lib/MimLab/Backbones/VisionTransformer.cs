using MimLab.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Backbones;

/// <summary>
/// The vision transformer (ViT section 3.1) with the options of BEiT and SimMIM: absolute or relative positions, layer scale,
/// a mask token, mean pooling. Parameter names are those of SimMIM's released checkpoints.
/// </summary>
public sealed class VisionTransformer : Module<Tensor, Tensor>, IMaskedEncoder
{
    // Field names are the names in official state dicts.
    private readonly Parameter cls_token;   // [1, 1, D]
    private readonly Tensor? pos_embed;     // [1, 1 + L, D], a parameter unless fixed
    private readonly Parameter? mask_token; // [1, 1, D]
    private readonly PatchEmbedding patch_embed;
    private readonly RelativePositionBias? rel_pos_bias;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly LayerNorm? norm;
    private readonly LayerNorm? fc_norm;

    /// <summary>A new encoder with SimMIM's initialisation, or with MAE's where the configuration says so.</summary>
    /// <exception cref="UserError">The configuration does not fit together.</exception>
    public VisionTransformer(VisionTransformerConfig config) : base(nameof(VisionTransformer))
    {
        config.Validate();
        Config = config;
        int width = config.Width, grid = config.GridSize;
        cls_token = new Parameter(zeros(1, 1, width));
        if (config.FixedPositions) pos_embed = SinCosPositions.GridWithClass(grid, width);
        else if (config.AbsolutePositions) pos_embed = new Parameter(zeros(1, grid * grid + 1, width));
        if (config.MaskToken) mask_token = new Parameter(zeros(1, 1, width));
        patch_embed = new PatchEmbedding(config.Channels, config.PatchSize, width);
        if (config.SharedPositionBias) rel_pos_bias = new RelativePositionBias(grid, config.Heads);
        blocks = new ModuleList<TransformerBlock>([.. Enumerable.Range(0, config.Depth).Select(index => NewBlock(config, index))]);
        if (config.MeanPooling) fc_norm = LayerNorm(width, config.NormEpsilon);
        else norm = LayerNorm(width, config.NormEpsilon);
        RegisterComponents();
        Reset();
    }

    /// <summary>The shape this encoder was made with.</summary>
    public VisionTransformerConfig Config { get; }

    /// <inheritdoc/>
    public EncoderConfig Shape => Config;

    /// <inheritdoc/>
    public int ImageSize => Config.ImageSize;

    /// <inheritdoc/>
    public int TokenSize => Config.PatchSize;

    /// <inheritdoc/>
    public int FeatureSize => Config.Width;

    /// <inheritdoc/>
    public int Depth => Config.Depth;

    /// <summary>
    /// The pixels of each patch [B, L, C p p] of images [B, C, H, W]; see <see cref="PatchEmbedding.Patchify"/>.
    /// </summary>
    public Tensor Patchify(Tensor images)
    {
        Config.Require(images);
        return patch_embed.Patchify(images);
    }

    /// <summary>Images [B, C, H, W] of patches [B, L, C p p].</summary>
    public Tensor Unpatchify(Tensor patches) => patch_embed.Unpatchify(patches);

    /// <summary>Encodes patches, hidden ones as the mask token.</summary>
    /// <param name="patches">[B, L, C p p], from <see cref="Patchify"/></param>
    /// <param name="mask">[B, h, w], nonzero where hidden, or null to hide nothing</param>
    /// <returns>Class token and patch tokens after the final norm (un-normalised with mean pooling) [B, 1 + L, D]</returns>
    public Tensor Encode(Tensor patches, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        var bias = rel_pos_bias?.Compute();                              // [heads, N, N]
        var tokens = Embed(patch_embed.Embed(patches), mask);            // [B, 1 + L, D]
        foreach (var block in blocks)
        {
            var next = Run(block, tokens, bias);
            tokens.Dispose();
            tokens = next;
        }
        return Finish(tokens).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Embeds the kept patches alone, each with the position that it came from: nothing after this costs what hidden patches
    /// would (MAE section 3).
    /// </summary>
    /// <param name="patches">All patches [B, L, C p p]</param>
    /// <param name="kept">Which of them [B, K], int64, in the order wanted</param>
    /// <returns>Class token and kept tokens [B, 1 + K, D]</returns>
    public Tensor EmbedKept(Tensor patches, Tensor kept)
    {
        if (rel_pos_bias is not null || Config.BlockPositionBias)
            throw new InvalidOperationException("Kept patches alone have no grid for relative positions: use absolute or fixed ones.");
        using var scope = NewDisposeScope();
        long batch = kept.size(0), count = kept.size(1), all = patches.size(1);
        // Whole rows are copied, before the embedding: hidden patches are not even multiplied.
        var rows = (kept + arange(batch, dtype: ScalarType.Int64, device: kept.device).unsqueeze(1) * all).flatten();
        var tokens = patch_embed.Embed(patches.flatten(0, 1).index_select(0, rows).view(batch, count, -1));     // [B, K, D]
        if (pos_embed is null) return cat([cls_token.expand(batch, -1, -1), tokens], 1).MoveToOuterDisposeScope();
        var places = pos_embed.narrow(1, 1, all).squeeze(0).index_select(0, kept.flatten()).view(batch, count, -1);
        var front = cls_token + pos_embed.narrow(1, 0, 1);
        return cat([front.expand(batch, -1, -1), tokens + places], 1).MoveToOuterDisposeScope();
    }

    /// <summary>One block of an encoder without shared position bias: [B, N, D] to [B, N, D].</summary>
    internal Tensor RunBlock(int index, Tensor tokens) => Run(blocks[index], tokens, null);

    /// <summary>The norm behind the last block, where the configuration has it there: [B, N, D] to [B, N, D].</summary>
    internal Tensor Finish(Tensor tokens) => norm is null ? tokens.alias() : norm.call(tokens);

    /// <inheritdoc/>
    public Tensor EncodePatches(Tensor patches, Tensor? mask)
    {
        var tokens = Encode(patches, mask);                 // [B, 1 + L, D]
        return tokens.narrow(1, 1, tokens.size(1) - 1);     // the class token is not used
    }

    /// <inheritdoc/>
    public Tensor Features(Tensor images, int? block = null)
    {
        using var scope = NewDisposeScope();
        if (block is not { } wanted) return Pool(Encode(Patchify(images))).MoveToOuterDisposeScope();
        ArgumentOutOfRangeException.ThrowIfNegative(wanted, nameof(block));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(wanted, Depth, nameof(block));
        var bias = rel_pos_bias?.Compute();
        var tokens = Embed(patch_embed.call(images), null);
        for (var index = 0; index <= wanted; index++) tokens = Run(blocks[index], tokens, bias);
        return PatchMean(tokens).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public EncoderTrace Trace(Tensor images, Tensor? mask = null, bool attention = false)
    {
        using var scope = NewDisposeScope();
        var bias = rel_pos_bias?.Compute();
        var patchTokens = patch_embed.Embed(Patchify(images));
        var tokens = Embed(patchTokens, mask);
        var outputs = new List<Tensor>();
        var maps = new List<Tensor>();
        foreach (var block in blocks)
        {
            (tokens, var weights) = block.Run(tokens, bias, attention);
            outputs.Add(tokens.MoveToOuterDisposeScope());
            if (weights is not null) maps.Add(weights.MoveToOuterDisposeScope());
        }
        return new EncoderTrace
        {
            PatchTokens = patchTokens.MoveToOuterDisposeScope(),
            Blocks = outputs,
            Attention = maps,
            Output = Finish(tokens).MoveToOuterDisposeScope(),
        };
    }

    /// <inheritdoc/>
    public int LayerOf(string parameterName) => parameterName.Split('.') switch
    {
        ["cls_token" or "mask_token" or "pos_embed"] or ["patch_embed", ..] => 0,
        ["blocks", var index, ..] => int.Parse(index, System.Globalization.CultureInfo.InvariantCulture) + 1,
        _ => Depth + 1,
    };

    /// <summary>Features of images: [B, C, H, W] to [B, D].</summary>
    public override Tensor forward(Tensor images) => Features(images);

    private static TransformerBlock NewBlock(VisionTransformerConfig config, int index)
    {
        var attention = new Attention(config.Width, config.Heads, config.QkvBias, config.BlockPositionBias ? config.GridSize : null, config.KeyBias);
        return new TransformerBlock(config.Width, attention, new Mlp(config.Width, config.HiddenWidth),
            config.LayerScale, config.DropPathOf(index), config.NormEpsilon);
    }

    private Tensor Run(TransformerBlock block, Tensor tokens, Tensor? bias) // [B, N, D], [heads, N, N] to [B, N, D]
    {
        if (!Config.Checkpointing) return block.Run(tokens, bias).Output;
        return Engine.Recomputed(inputs => block.Run(inputs[0], bias is null ? null : inputs[1]).Output, bias is null ? [tokens] : [tokens, bias], block.parameters());
    }

    private void Reset()
    {
        if (Config.XavierInitial)
        {
            Initialization.ResetXavier(this);
            init.normal_(cls_token, 0, 0.02);
            if (mask_token is not null) init.normal_(mask_token, 0, 0.02);
            if (pos_embed is Parameter learned) init.normal_(learned, 0, 0.02);
            return;
        }
        Initialization.Reset(this, Config.InitialCut);
        using var frozen = no_grad();
        Initialization.TruncatedNormal(cls_token, Config.InitialCut);
        if (pos_embed is Parameter) Initialization.TruncatedNormal(pos_embed, Config.InitialCut);
        if (mask_token is not null) Initialization.TruncatedNormal(mask_token, Config.InitialCut);
        for (var index = 0; index < blocks.Count; index++) blocks[index].ScaleDown(index + 1);
    }

    private Tensor Embed(Tensor patchTokens, Tensor? mask) // [B, L, D] to [B, 1 + L, D]
    {
        var seen = HiddenPatches.Replace(patchTokens, mask, mask_token);
        var tokens = cat([cls_token.expand(seen.size(0), -1, -1), seen], 1);
        return pos_embed is null ? tokens : tokens + pos_embed;
    }

    private static Tensor PatchMean(Tensor tokens) => tokens.narrow(1, 1, tokens.size(1) - 1).mean([1]); // [B, D]

    private Tensor Pool(Tensor tokens) => fc_norm is null ? PatchMean(tokens) : fc_norm.call(PatchMean(tokens));
}
