using System.Globalization;
using MimLab.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Backbones;

/// <summary>
/// MixMIM's encoder (Liu et al. 2022, arXiv 2205.13137, section 3): a hierarchy of window attentions as Swin's, but with plain
/// windows only, fixed sine-cosine positions, and an input that may be mixed from two images whose tokens do not attend to each
/// other. Parameter names are those of the released checkpoints.
/// </summary>
public sealed class MixMimTransformer : Module<Tensor, Tensor>, IEncoder
{
    private const double Apart = -1e30; // added to the logits of tokens from different images
    private const string MixName = "mix_embed_"; // and the stage's number

    // Field names are the names in official state dicts.
    private readonly Tensor absolute_pos_embed; // [1, L, D], fixed
    private readonly Parameter? hidden_token;   // [1, 1, D]; not in the released code, whose input has none
    private readonly Parameter[] mixEmbeddings; // of each stage [2, D]: the image's own, the partner's; empty for none
    private readonly PatchEmbedding patch_embed;
    private readonly ModuleList<MixMimStage> layers;
    private readonly LayerNorm norm;

    /// <summary>A new encoder with MixMIM's initialisation.</summary>
    /// <exception cref="UserError">The configuration does not fit together.</exception>
    public MixMimTransformer(MixMimTransformerConfig config) : base(nameof(MixMimTransformer))
    {
        config.Validate();
        Config = config;
        absolute_pos_embed = SinCosPositions.Grid(config.GridOf(0), config.Width);
        if (config.MaskToken) hidden_token = new Parameter(zeros(1, 1, config.Width));
        patch_embed = new PatchEmbedding(config.Channels, config.PatchSize, config.Width, config.PatchNorm ? config.NormEpsilon : null);
        layers = new ModuleList<MixMimStage>([.. Enumerable.Range(0, config.Stages).Select(stage => NewStage(config, stage))]);
        norm = LayerNorm(config.OutputWidth, config.NormEpsilon);
        mixEmbeddings = [.. Enumerable.Range(0, config.MixEmbedding ? config.Stages : 0).Select(stage => new Parameter(zeros(2, config.WidthOf(stage))))];
        RegisterComponents();
        for (var stage = 0; stage < mixEmbeddings.Length; stage++) register_parameter($"{MixName}{stage}", mixEmbeddings[stage]);
        Initialization.XavierLinears(this);
        using var frozen = no_grad();
        if (hidden_token is not null) init.normal_(hidden_token, 0, 0.02);
        foreach (var embedding in mixEmbeddings) init.normal_(embedding, 0, 0.02);
    }

    /// <summary>The shape this encoder was made with.</summary>
    public MixMimTransformerConfig Config { get; }

    /// <inheritdoc/>
    public int ImageSize => Config.ImageSize;

    /// <summary>Side of a token at the output in pixels, which is the side of the cells that are mixed.</summary>
    public int TokenSize => Config.OutputSize;

    /// <inheritdoc/>
    public int FeatureSize => Config.OutputWidth;

    /// <inheritdoc/>
    public int Depth => Config.Depth;

    /// <summary>Encodes images, or mixtures of each with its partner: image i of B with image B - 1 - i.</summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <param name="mask">
    /// [1 or more, g, g] over the tokens of the output, of which the first holds for the whole batch: nonzero where the partner
    /// is seen. Null mixes nothing.
    /// </param>
    /// <returns>Tokens after the final norm [B, l, D]</returns>
    public Tensor Encode(Tensor images, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        var cells = mask is null ? null : Cells(mask);
        var tokens = Embed(PatchTokens(images), cells);
        for (var stage = 0; stage < layers.Count; stage++)
        {
            var next = layers[stage].call(Label(tokens, stage, cells), Separation(layers[stage].Grid, cells));
            tokens.Dispose();
            tokens = next;
        }
        return norm.call(tokens).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Features(Tensor images, int? block = null)
    {
        using var scope = NewDisposeScope();
        if (block is not { } wanted) return Encode(images).mean([1]).MoveToOuterDisposeScope();
        ArgumentOutOfRangeException.ThrowIfNegative(wanted, nameof(block));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(wanted, Depth, nameof(block));
        using var trace = Trace(images);
        return trace.Blocks[wanted].mean([1]).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Encodes and keeps what was computed on the way. Attention weights are not kept: they lie in windows of different sizes.
    /// </summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <param name="mask">As in <see cref="Encode"/>.</param>
    /// <param name="attention">Must be false.</param>
    /// <exception cref="UserError">Attention maps are asked for.</exception>
    public EncoderTrace Trace(Tensor images, Tensor? mask = null, bool attention = false)
    {
        if (attention) throw new UserError("A MixMIM encoder attends within windows and has no attention map of the whole image: use a vision transformer (model.backbone vit) for attention maps.");
        using var scope = NewDisposeScope();
        var cells = mask is null ? null : Cells(mask);
        var patches = PatchTokens(images);
        var tokens = Embed(patches, cells);
        List<Tensor> outputs = [], merged = [];
        for (var index = 0; index < layers.Count; index++)
        {
            var stage = layers[index];
            var apart = Separation(stage.Grid, cells);
            tokens = Label(tokens, index, cells);
            foreach (var block in stage.Blocks)
            {
                tokens = block.call(tokens, apart);
                outputs.Add(tokens.MoveToOuterDisposeScope());
            }
            tokens = stage.Merge(tokens);
            merged.Add(tokens.alias().MoveToOuterDisposeScope());
        }
        return new EncoderTrace
        {
            PatchTokens = patches.MoveToOuterDisposeScope(),
            Blocks = outputs,
            Attention = [],
            Stages = merged,
            Output = norm.call(tokens).MoveToOuterDisposeScope(),
        };
    }

    /// <summary>The depth of a parameter for layer-wise decay; a merging belongs to the last block before it.</summary>
    /// <param name="parameterName">Name within the encoder, such as <c>layers.2.blocks.3.mlp.fc1.weight</c>.</param>
    public int LayerOf(string parameterName)
    {
        int Before(string stage) => Config.Depths.Take(int.Parse(stage, CultureInfo.InvariantCulture)).Sum();
        return parameterName.Split('.') switch
        {
            ["patch_embed", ..] or ["absolute_pos_embed" or "hidden_token"] => 0,
            [var name] when name.StartsWith(MixName, StringComparison.Ordinal) => Before(name[MixName.Length..]),
            ["layers", var stage, "blocks", var block, ..] => Before(stage) + int.Parse(block, CultureInfo.InvariantCulture) + 1,
            ["layers", var stage, ..] => Before(stage) + Config.Depths[int.Parse(stage, CultureInfo.InvariantCulture)],
            _ => Depth + 1,
        };
    }

    /// <summary>Features of images: [B, C, H, W] to [B, D].</summary>
    public override Tensor forward(Tensor images) => Features(images);

    private static MixMimStage NewStage(MixMimTransformerConfig config, int stage)
    {
        var grid = new WindowGrid(config.GridOf(stage), config.Windows[stage], shifted: false);
        var first = config.Depths.Take(stage).Sum();
        var blocks = Enumerable.Range(first, config.Depths[stage]).Select(block => new MixMimBlock(
            config.WidthOf(stage), config.Heads[stage], grid, config.HiddenWidthOf(stage), config.QkvBias,
            config.DropPathOf(block), config.NormEpsilon));
        var merging = stage == config.Stages - 1 ? null : new PatchMerging(config.GridOf(stage), config.WidthOf(stage), normAfter: false, config.NormEpsilon);
        return new MixMimStage(blocks, grid, merging, config.Checkpointing);
    }

    private Tensor PatchTokens(Tensor images) // [B, C, H, W] to [B, L, D]
    {
        Config.Require(images);
        return patch_embed.call(images);
    }

    /// <summary>
    /// The first of masks [1 or more, g, g], which holds for the whole batch: [g, g], true where the partner is seen.
    /// </summary>
    /// <exception cref="ArgumentException">These are no masks over the tokens of the output.</exception>
    internal Tensor Cells(Tensor mask)
    {
        long grid = Config.OutputGrid;
        if (mask.shape is not [.., var height, var width] || height != grid || width != grid || mask.numel() == 0)
            throw new ArgumentException($"A mask over {grid} x {grid} cells was expected, but got [{string.Join(", ", mask.shape)}].");
        return mask.reshape(-1, grid, grid).select(0, 0).to(ScalarType.Bool);
    }

    private Tensor Embed(Tensor patches, Tensor? cells) // [B, L, D]
    {
        if (cells is not null)
            patches = where(Spread(cells, Config.GridOf(0)).view(1, -1, 1), hidden_token is null ? patches.flip(0) : hidden_token.to(patches.dtype), patches);
        return patches + absolute_pos_embed;
    }

    /// <summary>Tokens with what says whose they are, where the configuration has it: [B, L, D] to [B, L, D].</summary>
    private Tensor Label(Tensor tokens, int stage, Tensor? cells)
    {
        if (mixEmbeddings.Length == 0) return tokens;
        var (own, partners) = (mixEmbeddings[stage][0], mixEmbeddings[stage][1]);                    // [D]
        return tokens + (cells is null ? own : where(Spread(cells, Config.GridOf(stage)).view(1, -1, 1), partners, own));
    }

    /// <summary>Which image each token, or each pixel, is of: [g, g] to [side, side].</summary>
    internal static Tensor Spread(Tensor cells, int side)
    {
        long grid = cells.size(0), scale = side / grid;
        return cells.view(grid, 1, grid, 1).expand(grid, scale, grid, scale).reshape(side, side);
    }

    private Tensor? Separation(WindowGrid grid, Tensor? cells) // [nW, N, N]
    {
        if (cells is null || !Config.MaskedAttention || Config.MaskToken) return null; // a mask token is of the same image
        using var scope = NewDisposeScope();
        var origin = grid.Cut(Spread(cells, grid.Side).view(1, -1, 1)).squeeze(2);          // [nW, N]
        var different = origin.unsqueeze(2).ne(origin.unsqueeze(1));                        // [nW, N, N]
        return (different.to(absolute_pos_embed.dtype) * Apart).MoveToOuterDisposeScope();
    }
}
