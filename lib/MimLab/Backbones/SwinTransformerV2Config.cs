namespace MimLab.Backbones;

/// <summary>The shape of a <see cref="SwinTransformerV2"/>.</summary>
public sealed record SwinTransformerV2Config : SwinTransformerConfig
{
    /// <summary>
    /// Tokens per side of the windows that the position bias of each stage was trained on, for fine-tuning at another size; 0, or
    /// an empty list, for the windows at hand.
    /// </summary>
    public IReadOnlyList<int> PretrainedWindows { get; init; } = [];

    /// <summary>
    /// n, where every n-th block of a stage ends in a norm on the main branch: 6 in the sizes H and G, 0 for none.
    /// </summary>
    public int ExtraNormPeriod { get; init; }

    /// <summary>Whether the block of that index in its stage ends in such a norm.</summary>
    public bool HasExtraNorm(int index) => ExtraNormPeriod > 0 && (index + 1) % ExtraNormPeriod == 0;

    /// <inheritdoc/>
    public override SwinTransformerV2 Create() => new(this);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (PretrainedWindows.Count != 0 && PretrainedWindows.Count != Stages)
            throw new UserError($"pretrainedWindows must have a number for each of the {Stages} stages or none, but it has {PretrainedWindows.Count}.");
        if (ExtraNormPeriod < 0) throw new UserError($"extraNormPeriod must not be negative, but it is {ExtraNormPeriod}.");
        if (PretrainedWindows.Any(window => window < 0)) throw new UserError("pretrainedWindows must not be negative.");
    }
}
