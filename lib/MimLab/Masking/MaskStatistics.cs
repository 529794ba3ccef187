namespace MimLab.Masking;

/// <summary>Measures of masks.</summary>
public static class MaskStatistics
{
    /// <summary>Some masks of a strategy, the same ones for the same seed.</summary>
    /// <returns>GridSize * GridSize bytes each, row by row, 1 = hidden</returns>
    public static IReadOnlyList<byte[]> Sample(IMaskStrategy strategy, int count, ulong seed = 0)
    {
        var masks = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            masks[i] = new byte[strategy.GridSize * strategy.GridSize];
            var random = SampleRandom.For(seed, 0, i, 0);
            strategy.Draw(ref random, masks[i]);
        }
        return masks;
    }

    /// <summary>How far each token of a mask is from the nearest visible one, in tokens: 0 where visible.</summary>
    /// <param name="mask">gridSize x gridSize bytes, row by row, 1 = hidden.</param>
    /// <param name="gridSize">Tokens on a side.</param>
    public static double[] Distances(byte[] mask, int gridSize)
    {
        if (mask.Length != gridSize * gridSize) throw new ArgumentException($"A mask over {gridSize} x {gridSize} tokens has {gridSize * gridSize} values; got {mask.Length}.", nameof(mask));
        if (!mask.Contains((byte)0)) return [.. mask.Select(_ => double.PositiveInfinity)];
        var squared = new int[mask.Length];
        SquaredDistances(mask, squared, gridSize);
        return [.. squared.Select(distance => Math.Sqrt(distance))];
    }

    /// <summary>
    /// SimMIM's AvgDist (section 4.1.2, Figure 3): how far a hidden pixel is, on average, from the nearest visible one.
    /// The figure is reproduced by the Euclidean distance between token centres on the token grid times the token size,
    /// so the smallest possible value is one token; a distance between pixels comes out 1.5 to 2.5 px lower.
    /// </summary>
    /// <param name="strategy">The masks, drawn over tokens of <paramref name="tokenSize"/>.</param>
    /// <param name="imageSize">Side of the image in pixels.</param>
    /// <param name="tokenSize">Side of a token in pixels; SimMIM's figure uses Swin's 4 px at 192 px.</param>
    /// <param name="samples">How many masks are drawn.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>Pixels; 0 when nothing is ever hidden, positive infinity when a mask hides everything.</returns>
    public static double AvgDist(IMaskStrategy strategy, int imageSize, int tokenSize, int samples, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        var size = strategy.GridSize;
        if (size * tokenSize != imageSize)
            throw new UserError($"The masks cover {size} x {size} tokens, but an image of {imageSize} px has {imageSize / tokenSize} tokens of {tokenSize} px per side.");
        var mask = new byte[size * size];
        var squared = new int[size * size];
        double sum = 0;
        long hidden = 0;
        for (var sample = 0; sample < samples; sample++)
        {
            var random = SampleRandom.For(seed, 0, sample, 0);
            strategy.Draw(ref random, mask);
            if (!mask.AsSpan().Contains((byte)0)) return double.PositiveInfinity;
            SquaredDistances(mask, squared, size);
            foreach (var distance in squared)
            {
                if (distance == 0) continue;
                sum += Math.Sqrt(distance);
                hidden++;
            }
        }
        return hidden == 0 ? 0 : sum / hidden * tokenSize;
    }

    /// <summary>
    /// Squared distance of each token to the nearest visible one: columns first, then the best column seen from each row
    /// position.
    /// </summary>
    internal static void SquaredDistances(ReadOnlySpan<byte> mask, Span<int> squared, int size)
    {
        var far = 2 * size;
        Span<int> vertical = new int[size * size];
        for (var column = 0; column < size; column++)
        {
            var distance = far;
            for (var row = 0; row < size; row++)
                vertical[row * size + column] = distance = mask[row * size + column] == 0 ? 0 : Math.Min(distance + 1, far);
            for (var row = size - 1; row >= 0; row--)
            {
                distance = mask[row * size + column] == 0 ? 0 : Math.Min(distance + 1, far);
                vertical[row * size + column] = Math.Min(vertical[row * size + column], distance);
            }
        }
        for (var row = 0; row < size; row++)
        {
            var line = vertical.Slice(row * size, size);
            for (var column = 0; column < size; column++)
            {
                var best = line[column] * line[column];
                for (var offset = 1; offset < size && offset * offset < best; offset++)
                {
                    if (column >= offset) best = Math.Min(best, offset * offset + line[column - offset] * line[column - offset]);
                    if (column + offset < size) best = Math.Min(best, offset * offset + line[column + offset] * line[column + offset]);
                }
                squared[row * size + column] = best;
            }
        }
    }
}
