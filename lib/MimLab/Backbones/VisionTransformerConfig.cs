namespace MimLab.Backbones;

/// <summary>
/// The shape of a <see cref="VisionTransformer"/>. The defaults are SimMIM's ViT-B pre-training: no absolute positions, one
/// relative position bias shared by all blocks, layer scale 0.1.
/// </summary>
public sealed record VisionTransformerConfig : EncoderConfig
{
    /// <inheritdoc/>
    public override int PatchSize { get; init; } = 16;

    /// <summary>D, the length of a token.</summary>
    public override int Width { get; init; } = 768;

    /// <summary>Number of blocks.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Attention heads; must divide <see cref="Width"/>.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Hidden width of the perceptrons over <see cref="Width"/>.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Whether queries and values have a bias.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Whether keys have a bias as well, where queries and values do (ViT, MAE; BEiT and SimMIM leave it out).</summary>
    public bool KeyBias { get; init; }

    /// <summary>Learned absolute position embeddings, class token included.</summary>
    public bool AbsolutePositions { get; init; }

    /// <summary>
    /// Fixed sine-cosine position embeddings (MAE's pre-training) in place of learned ones; then the width is a multiple of 4.
    /// </summary>
    public bool FixedPositions { get; init; }

    /// <summary>A relative position bias in every block (SimMIM's fine-tuning).</summary>
    public bool BlockPositionBias { get; init; }

    /// <summary>One relative position bias for all blocks (SimMIM's pre-training).</summary>
    public bool SharedPositionBias { get; init; } = true;

    /// <summary>What the layer scale of each branch starts from, or null for none.</summary>
    public double? LayerScale { get; init; } = 0.1;

    /// <summary>
    /// Mean pooling for classification: the final norm moves behind the pooling, so that tokens leave un-normalised.
    /// </summary>
    public bool MeanPooling { get; init; }

    /// <summary>
    /// Where the initial weights are cut off, in standard deviations: 1 as SimMIM pre-trains, 100 (not at all) as it fine-tunes.
    /// </summary>
    public double InitialCut { get; init; } = 1;

    /// <summary>Whether the weights start as MAE's do: Xavier-uniform, without a cut and without scaling by depth.</summary>
    public bool XavierInitial { get; init; }

    /// <summary>Added to the variance by the layer norms.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Patches per side.</summary>
    public int GridSize => ImageSize / PatchSize;

    /// <summary>Hidden width of the perceptrons.</summary>
    public int HiddenWidth => (int)(Width * MlpRatio);

    /// <inheritdoc/>
    public override int TokenSize => PatchSize;

    /// <inheritdoc/>
    public override int OutputSize => PatchSize;

    /// <inheritdoc/>
    public override int OutputWidth => Width;

    /// <inheritdoc/>
    public override int BlockCount => Depth;

    /// <inheritdoc/>
    public override VisionTransformer Create() => new(this);

    /// <inheritdoc/>
    public override void Validate()
    {
        Positive(nameof(ImageSize), ImageSize);
        Positive(nameof(PatchSize), PatchSize);
        Positive(nameof(Channels), Channels);
        Positive(nameof(Width), Width);
        Positive(nameof(Depth), Depth);
        Positive(nameof(Heads), Heads);
        AtMost(nameof(ImageSize), ImageSize, 16_384);
        AtMost(nameof(Width), Width, 65_536);
        AtMost(nameof(Depth), Depth, 1_000);
        if (ImageSize % PatchSize != 0)
            throw new UserError($"imageSize must be a multiple of patchSize, but {ImageSize} is not a multiple of {PatchSize}.");
        if (Width % Heads != 0) throw new UserError($"heads must divide width, but {Width} is not a multiple of {Heads}.");
        if (MlpRatio > 1_000) throw new UserError($"mlpRatio must be at most 1000, but it is {MlpRatio}.");
        if (!(MlpRatio > 0) || HiddenWidth < 1) throw new UserError($"mlpRatio must be positive, but it is {MlpRatio}.");
        if (LayerScale is { } scale && !(scale > 0)) throw new UserError($"layerScale must be positive or null, but it is {scale}.");
        Share(nameof(DropPath), DropPath);
    }
}
