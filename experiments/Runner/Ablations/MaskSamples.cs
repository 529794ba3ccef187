using MimLab.Figures;
using MimLab.Masking;

namespace MimLab.Runner.Ablations;

/// <summary>Draws a few masks of a strategy.</summary>
internal static class MaskSamples
{
    private const int Count = 8;

    /// <summary>Eight masks side by side, as PNG bytes.</summary>
    public static byte[] Picture(IMaskStrategy strategy, ulong seed)
    {
        var masks = new byte[Count][];
        for (var i = 0; i < Count; i++)
        {
            masks[i] = new byte[strategy.GridSize * strategy.GridSize];
            var random = SampleRandom.For(seed, 0, i, 0);
            strategy.Draw(ref random, masks[i]);
        }
        return MaskPicture.Png(masks, strategy.GridSize);
    }
}
