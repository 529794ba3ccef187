namespace MimLab.Backbones;

/// <summary>
/// The shape of a <see cref="SwinTransformer"/>, or, as <see cref="SwinTransformerV2Config"/>, of its second version. The
/// defaults are Swin-T's.
/// </summary>
public record SwinTransformerConfig : EncoderConfig
{
    /// <inheritdoc/>
    public override int PatchSize { get; init; } = 4;

    /// <summary>Length of a token in the first stage; each stage doubles it.</summary>
    public override int Width { get; init; } = 96;

    /// <summary>Blocks of each stage.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [2, 2, 6, 2];

    /// <summary>Attention heads of each stage; each must divide its width.</summary>
    public IReadOnlyList<int> Heads { get; init; } = [3, 6, 12, 24];

    /// <summary>Tokens per side of a window; a stage with fewer is one window.</summary>
    public int Window { get; init; } = 7;

    /// <summary>Hidden width of the perceptrons over the width of their stage.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Whether queries, keys and values have a bias; in the second version queries and values.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Learned absolute position embeddings of the patches.</summary>
    public bool AbsolutePositions { get; init; }

    /// <summary>A layer norm behind the patch embedding.</summary>
    public bool PatchNorm { get; init; } = true;

    /// <summary>Added to the variance by the layer norms.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Stages, each of half the sides of the one before.</summary>
    public int Stages => Depths.Count;

    /// <inheritdoc/>
    public override int TokenSize => PatchSize;

    /// <inheritdoc/>
    public override int OutputSize => PatchSize << Stages - 1;

    /// <inheritdoc/>
    public override int OutputWidth => WidthOf(Stages - 1);

    /// <inheritdoc/>
    public override int BlockCount => Depths.Sum();

    /// <summary>Length of a token in a stage, counted from 0.</summary>
    public int WidthOf(int stage) => Width << stage;

    /// <summary>Tokens per side in a stage, counted from 0.</summary>
    public int SideOf(int stage) => ImageSize / PatchSize >> stage;

    /// <summary>Tokens per side of the windows in a stage: no more than it has.</summary>
    public int WindowOf(int stage) => Math.Min(Window, SideOf(stage));

    /// <summary>Hidden width of the perceptrons in a stage.</summary>
    public int HiddenWidthOf(int stage) => (int)(WidthOf(stage) * MlpRatio);

    /// <inheritdoc/>
    public override IMaskedEncoder Create() => new SwinTransformer(this);

    /// <inheritdoc/>
    public override void Validate()
    {
        Positive(nameof(ImageSize), ImageSize);
        Positive(nameof(PatchSize), PatchSize);
        Positive(nameof(Channels), Channels);
        Positive(nameof(Width), Width);
        Positive(nameof(Window), Window);
        AtMost(nameof(ImageSize), ImageSize, 16_384);
        AtMost(nameof(Width), Width, 8_192);
        AtMost(nameof(Window), Window, 256);
        if (Stages is < 1 or > 8) throw new UserError($"depths must list 1 to 8 stages, but it lists {Stages}.");
        if (Heads.Count != Stages) throw new UserError($"heads must have a number for each of the {Stages} stages of depths, but it has {Heads.Count}.");
        if (ImageSize % OutputSize != 0)
            throw new UserError($"imageSize must be a multiple of {OutputSize}, patchSize doubled by each merging, but it is {ImageSize}.");
        if (!(MlpRatio > 0) || MlpRatio > 1_000 || HiddenWidthOf(0) < 1) throw new UserError($"mlpRatio must be positive and at most 1000, but it is {MlpRatio}.");
        Share(nameof(DropPath), DropPath);
        for (var stage = 0; stage < Stages; stage++) ValidateStage(stage);
    }

    private void ValidateStage(int stage)
    {
        if (Depths[stage] is < 1 or > 1_000) throw new UserError($"depths must be from 1 to 1000 in every stage, but stage {stage} has {Depths[stage]}.");
        if (Heads[stage] < 1 || WidthOf(stage) % Heads[stage] != 0)
            throw new UserError($"heads must divide the width in every stage, but stage {stage} has width {WidthOf(stage)} and {Heads[stage]} heads.");
        if (SideOf(stage) % WindowOf(stage) != 0)
            throw new UserError($"window must divide the tokens per side of every stage that has more, but stage {stage} has {SideOf(stage)} and the window is {Window}.");
    }
}
