namespace MimLab.Data;

/// <summary>
/// What <see cref="SampleRandom.For"/>'s stream number stands for, so that different choices never share a sequence.
/// </summary>
internal static class RandomStreams
{
    public const ulong Order = 1;
    public const ulong Augmentation = 2;
    public const ulong Masks = 3;
    public const ulong Subset = 4;
    public const ulong Shapes = 5;
    public const ulong HeldOut = 6;
    public const ulong Mixing = 7;
    public const ulong BatchMasks = 8;
}
