namespace MimLab.Data.Procedural;

/// <summary>Lattice noise: random values at whole coordinates, blended smoothly between them.</summary>
internal static class ShapeNoise
{
    /// <summary>A random number in [0, 1) for a lattice point.</summary>
    public static float At(int x, int y, uint seed) => Hash(x, y, seed) * (1f / 4294967296f);

    /// <summary>Random bits for a lattice point.</summary>
    public static uint Hash(int x, int y, uint seed)
    {
        var h = seed ^ ((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u);
        h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
        h = (h ^ (h >> 12)) * 0x297A2D39u;
        return h ^ (h >> 15);
    }

    /// <summary>Smooth noise in [0, 1] with features about one unit wide.</summary>
    public static float Value(float x, float y, uint seed)
    {
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        int ix = (int)floorX, iy = (int)floorY;
        float tx = x - floorX, ty = y - floorY;
        tx = tx * tx * (3f - 2f * tx);
        ty = ty * ty * (3f - 2f * ty);
        float a = At(ix, iy, seed), b = At(ix + 1, iy, seed), c = At(ix, iy + 1, seed), d = At(ix + 1, iy + 1, seed);
        var top = a + (b - a) * tx;
        var bottom = c + (d - c) * tx;
        return top + (bottom - top) * ty;
    }

    /// <summary>A sum of octaves of noise, each half as wide and strong as the one before, in [0, 1].</summary>
    public static float Octaves(float x, float y, uint seed, int octaves)
    {
        float sum = 0, weight = 1, total = 0;
        for (var octave = 0; octave < octaves; octave++)
        {
            sum += weight * Value(x, y, seed + (uint)octave);
            total += weight;
            weight *= 0.5f;
            x = 2f * x + 17.3f;
            y = 2f * y - 9.1f;
        }
        return sum / total;
    }

    /// <summary>Distance to the nearest of one random point for each lattice cell, about [0, 1].</summary>
    public static float Cells(float x, float y, uint seed, out uint nearest)
    {
        int ix = (int)MathF.Floor(x), iy = (int)MathF.Floor(y);
        var least = 9f;
        nearest = 0;
        for (var j = iy - 1; j <= iy + 1; j++)
        {
            for (var i = ix - 1; i <= ix + 1; i++)
            {
                var bits = Hash(i, j, seed);
                var dx = i + (bits & 0xFFFF) * (1f / 65536f) - x;
                var dy = j + (bits >> 16) * (1f / 65536f) - y;
                var square = dx * dx + dy * dy;
                if (square >= least) continue;
                least = square;
                nearest = bits;
            }
        }
        return MathF.Sqrt(least);
    }
}
