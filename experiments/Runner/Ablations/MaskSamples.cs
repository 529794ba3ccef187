using MimLab.Figures;
using MimLab.Masking;

namespace MimLab.Runner.Ablations;

/// <summary>Draws a few masks of a strategy.</summary>
internal static class MaskSamples
{
    private const int Count = 8;

    /// <summary>Eight masks side by side, as PNG bytes.</summary>
    public static byte[] Picture(IMaskStrategy strategy, ulong seed) =>
        MaskPicture.Png(MaskStatistics.Sample(strategy, Count, seed), strategy.GridSize);
}
