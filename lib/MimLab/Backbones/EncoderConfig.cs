using static TorchSharp.torch;

namespace MimLab.Backbones;

/// <summary>What every encoder is made from; its family's record says the rest.</summary>
public abstract record EncoderConfig
{
    /// <summary>Side of the images in pixels.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Colours of an image.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Side of a patch in pixels; divides the image's.</summary>
    public abstract int PatchSize { get; init; }

    /// <summary>D, the length of a token; of a hierarchy in its first stage, and each stage doubles it.</summary>
    public abstract int Width { get; init; }

    /// <summary>Whether there is a learned token that stands in for hidden patches.</summary>
    public bool MaskToken { get; init; }

    /// <summary>
    /// Probability of skipping the last block's branches in training, rising linearly from 0 at the first block.
    /// </summary>
    public double DropPath { get; init; }

    /// <summary>
    /// Whether the blocks' activations are computed again in the backward pass instead of kept (Chen et al. 2016, arXiv
    /// 1604.06174): the gradients are the same, the work a third more, and of each block only its input stays in memory. To the
    /// last bit they are the same where one thing alone reads a block's output; MFF, which reads some twice, adds the parts of a
    /// gradient in another order.
    /// </summary>
    public bool Checkpointing { get; init; }

    /// <summary>
    /// Side in pixels of what masks are drawn over: of the patches that enter, or of MixMIM's tokens at the output.
    /// </summary>
    public abstract int TokenSize { get; }

    /// <summary>
    /// Side in pixels of what one token at the output stands for: a multiple of <see cref="TokenSize"/>, and SimMIM's
    /// <c>encoder_stride</c>.
    /// </summary>
    public abstract int OutputSize { get; }

    /// <summary>Length of a token at the output.</summary>
    public abstract int OutputWidth { get; }

    /// <summary>Number of blocks, over all stages.</summary>
    public abstract int BlockCount { get; }

    /// <summary>Tokens per side at the output.</summary>
    public int OutputGrid => ImageSize / OutputSize;

    /// <summary>Tokens at the output, class token aside.</summary>
    public int OutputTokens => OutputGrid * OutputGrid;

    /// <summary>Probability of skipping the branches of a block, counted from 0 over all stages.</summary>
    public double DropPathOf(int block) => BlockCount > 1 ? DropPath * block / (BlockCount - 1) : 0;

    /// <summary>Checks that the numbers fit together.</summary>
    /// <exception cref="UserError">One does not; the message names it.</exception>
    public abstract void Validate();

    /// <summary>A new encoder of this shape.</summary>
    /// <exception cref="UserError">As <see cref="Validate"/>.</exception>
    public abstract IEncoder Create();

    /// <summary>Refuses images of another shape than this encoder takes.</summary>
    /// <exception cref="ArgumentException">They are not [B, C, H, W] of its size.</exception>
    internal void Require(Tensor images)
    {
        if (images.shape is not [_, var channels, var height, var width] || channels != Channels || height != ImageSize || width != ImageSize)
            throw new ArgumentException($"This encoder takes images [B, {Channels}, {ImageSize}, {ImageSize}], but got [{string.Join(", ", images.shape)}].");
    }

    /// <summary>Refuses a number that is not positive.</summary>
    protected static void Positive(string name, int value)
    {
        if (value <= 0) throw new UserError($"{Key(name)} must be positive, but it is {value}.");
    }

    /// <summary>
    /// Refuses a number far above any published model: a slip of the keyboard should not fill the machine's memory.
    /// </summary>
    protected static void AtMost(string name, int value, int most)
    {
        if (value > most) throw new UserError($"{Key(name)} must be at most {most}, but it is {value}.");
    }

    /// <summary>Refuses what is no share below 1.</summary>
    protected static void Share(string name, double value)
    {
        if (!(value >= 0 && value < 1)) throw new UserError($"{Key(name)} must lie between 0 and 1 (excluded), but it is {value}.");
    }

    private static string Key(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
