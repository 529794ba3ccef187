namespace MimLab.Backbones;

/// <summary>The shape of a <see cref="MixMimTransformer"/>. The defaults are MixMIM-B at 224 px.</summary>
public sealed record MixMimTransformerConfig : EncoderConfig
{
    /// <summary>Side of a patch at the first stage in pixels.</summary>
    public override int PatchSize { get; init; } = 4;

    /// <summary>Length of a token at the first stage, a multiple of 4; doubles from stage to stage.</summary>
    public override int Width { get; init; } = 128;

    /// <summary>Blocks of each stage.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [2, 2, 18, 2];

    /// <summary>Attention heads of each stage.</summary>
    public IReadOnlyList<int> Heads { get; init; } = [4, 8, 16, 32];

    /// <summary>Tokens per side of a window at each stage; the whole grid where it is no larger.</summary>
    public IReadOnlyList<int> Windows { get; init; } = [14, 14, 14, 7];

    /// <summary>Hidden width of the perceptrons over their width.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Whether queries, keys and values have a bias.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>
    /// Whether tokens of a mixture attend only to those of the same image (section 3, masked self-attention); off in an ablation.
    /// </summary>
    public bool MaskedAttention { get; init; } = true;

    /// <summary>
    /// Whether each stage adds one learned vector to tokens of the image and another to those of its partner; the released code
    /// has none. Without a mixture all tokens are the image's own.
    /// </summary>
    public bool MixEmbedding { get; init; }

    /// <summary>Whether patches are normalised once they are tokens.</summary>
    public bool PatchNorm { get; init; } = true;

    /// <summary>Added to the variance by the layer norms.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Stages.</summary>
    public int Stages => Depths.Count;

    /// <summary>Blocks of all stages.</summary>
    public int Depth => Depths.Sum();

    /// <summary>
    /// Side in pixels of what one token at the output stands for, and of the cells that are mixed: 32 in MixMIM. Divides the
    /// image's side.
    /// </summary>
    public override int OutputSize => PatchSize << (Stages - 1);

    /// <summary>The same: a cell of a mask is one or more whole tokens of the output.</summary>
    public override int TokenSize => OutputSize;

    /// <inheritdoc/>
    public override int OutputWidth => WidthOf(Stages - 1);

    /// <inheritdoc/>
    public override int BlockCount => Depth;

    /// <summary>Length of a token at a stage, from 0.</summary>
    public int WidthOf(int stage) => Width << stage;

    /// <summary>Tokens per side at a stage, from 0.</summary>
    public int GridOf(int stage) => ImageSize / (PatchSize << stage);

    /// <summary>Tokens per side of the windows that a stage really has.</summary>
    public int WindowOf(int stage) => Math.Min(Windows[stage], GridOf(stage));

    /// <summary>Hidden width of a stage's perceptrons.</summary>
    public int HiddenWidthOf(int stage) => (int)(WidthOf(stage) * MlpRatio);

    /// <inheritdoc/>
    public override MixMimTransformer Create() => new(this);

    /// <inheritdoc/>
    public override void Validate()
    {
        Within("imageSize", ImageSize, 16_384);
        Within("patchSize", PatchSize, 1_024);
        Within("channels", Channels, 1_024);
        Within("width", Width, 65_536);
        if (Width % 4 != 0) throw new UserError($"width of a MixMIM encoder must be a multiple of 4, for its sine-cosine positions, but it is {Width}.");
        if (Stages is 0 or > 8) throw new UserError($"depths of a MixMIM encoder must name 1 to 8 stages, but it names {Stages}.");
        PerStage("heads", Heads.Count);
        PerStage("windows", Windows.Count);
        foreach (var depth in Depths) Within("depths", depth, 1_000);
        foreach (var window in Windows) Within("windows", window, 1_024);
        if (ImageSize % OutputSize != 0)
            throw new UserError($"imageSize must be a multiple of patchSize 2^(stages - 1), here {OutputSize}, but it is {ImageSize}.");
        for (var stage = 0; stage < Stages; stage++)
        {
            if (Heads[stage] <= 0 || WidthOf(stage) % Heads[stage] != 0)
                throw new UserError($"heads must divide the width of its stage, but stage {stage} has {Heads[stage]} heads and width {WidthOf(stage)}.");
            if (GridOf(stage) % WindowOf(stage) != 0)
                throw new UserError($"windows must divide the tokens per side of its stage, but stage {stage} has a window of {Windows[stage]} and {GridOf(stage)} tokens per side.");
        }
        if (!(MlpRatio > 0 && MlpRatio <= 1_000)) throw new UserError($"mlpRatio must lie above 0, up to 1000, but it is {MlpRatio}.");
        Share(nameof(DropPath), DropPath);
    }

    private void PerStage(string name, int count)
    {
        if (count != Stages) throw new UserError($"{name} needs one number for each of the {Stages} stages that depths names, but it has {count}.");
    }

    private static void Within(string name, int value, int most)
    {
        if (value <= 0 || value > most) throw new UserError($"{name} must lie from 1 to {most}, but it is {value}.");
    }
}
