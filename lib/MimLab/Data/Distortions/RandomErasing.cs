namespace MimLab.Data.Distortions;

/// <summary>
/// Random erasing (Zhong et al. 2020) as in timm's mode <c>pixel</c>: a rectangle of the normalised input becomes standard normal
/// noise. Its area is 2 % to a third of the picture's, its height / width 0.3 to 1 / 0.3, uniform in the logarithm.
/// </summary>
internal static class RandomErasing
{
    private const double LeastArea = 0.02, MostArea = 1.0 / 3, LeastAspect = 0.3;
    private const int Tries = 10;

    /// <summary>Erases with the given probability.</summary>
    /// <param name="planes">[3, S, S] normalised values.</param>
    /// <param name="size">S.</param>
    /// <param name="probability">How likely it is.</param>
    /// <param name="random">The sample's generator.</param>
    public static void Apply(Span<float> planes, int size, double probability, ref SampleRandom random)
    {
        if (random.NextDouble() >= probability) return;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var area = random.NextDouble(LeastArea, MostArea) * size * size;
            var aspect = Math.Exp(random.NextDouble(Math.Log(LeastAspect), -Math.Log(LeastAspect)));
            int height = (int)Math.Round(Math.Sqrt(area * aspect)), width = (int)Math.Round(Math.Sqrt(area / aspect));
            if (width >= size || height >= size) continue;
            int top = random.NextInt(size - height + 1), left = random.NextInt(size - width + 1);
            for (var channel = 0; channel < 3; channel++)
                for (var row = top; row < top + height; row++)
                    foreach (ref var value in planes.Slice((channel * size + row) * size + left, width)) value = (float)random.NextNormal();
            return;
        }
    }
}
