using System.Numerics;

namespace MimLab.Data.Procedural;

/// <summary>Paints a <see cref="ShapeScene"/>, each pixel from front to back so that only what is seen is computed.</summary>
internal static class ShapeRenderer
{
    // Below this a pixel counts as covered.
    private const float Covered = 1f / 256f;

    /// <summary>Paints size x size RGB pixels.</summary>
    public static void Paint(ShapeScene scene, int size, Span<byte> rgb)
    {
        var pixel = 1f / size;
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                float x = (column + 0.5f) * pixel, y = (row + 0.5f) * pixel;
                var colour = Colour(scene, x, y, size) * Exposure(scene, x, y);
                // Triangular noise from two hashes' sum, as a camera's sensor adds it.
                var bits = ShapeNoise.Hash(column, row, scene.Seed);
                var noise = ((bits & 0xFFFF) + (bits >> 16)) * (1f / 65536f) - 1f;
                colour = Compress(colour) * 255f + new Vector3(noise * scene.Grain + 0.5f);
                colour = Vector3.Clamp(colour, Vector3.Zero, new Vector3(255f));
                var target = rgb.Slice((row * size + column) * 3, 3);
                target[0] = (byte)colour.X;
                target[1] = (byte)colour.Y;
                target[2] = (byte)colour.Z;
            }
        }
    }

    /// <summary>Writes label + 1 where at least half of a pixel shows the main shape, else 0.</summary>
    public static void Segment(ShapeScene scene, int size, Span<byte> segments)
    {
        var pixel = 1f / size;
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                var seen = Seen(scene, (column + 0.5f) * pixel, (row + 0.5f) * pixel, size);
                segments[row * size + column] = (byte)(seen >= 0.5f ? scene.Label + 1 : 0);
            }
        }
    }

    private static Vector3 Colour(ShapeScene scene, float x, float y, int size)
    {
        var colour = Vector3.Zero;
        float through = 1f, lit = 1f;
        float towardsX = scene.Light.X * scene.ShadowLength, towardsY = scene.Light.Y * scene.ShadowLength;
        foreach (ref readonly var layer in scene.Layers)
        {
            if (layer.IsFar(x, y, 3f * scene.ShadowLength)) continue;
            var distance = layer.Distance(x, y);
            // What stands between this place and the light: the same outline, moved away from the light.
            var blocking = layer.Distance(x + towardsX, y + towardsY);
            var cover = Math.Clamp(0.5f - distance * size, 0f, 1f);
            if (cover > 0f)
            {
                var slope = Math.Clamp((blocking - distance) / scene.ShadowLength, -1f, 1f);
                colour += layer.Surface(x, y, distance, slope) * (through * cover * lit);
                through *= 1f - cover;
                if (through < Covered) return colour;
            }
            lit *= 1f - layer.Shadow * PortableMath.Smooth(0.5f - blocking / (2f * scene.ShadowLength));
        }
        return colour + scene.Ground.At(x, y) * (through * lit);
    }

    private static float Seen(ShapeScene scene, float x, float y, int size)
    {
        var through = 1f;
        foreach (ref readonly var layer in scene.Layers)
        {
            if (layer.IsFar(x, y, 0.01f)) continue;
            var cover = Math.Clamp(0.5f - layer.Distance(x, y) * size, 0f, 1f);
            if (layer.Form >= 0) return through * cover;
            through *= 1f - cover;
        }
        return 0f;
    }

    private static Vector3 Exposure(ShapeScene scene, float x, float y)
    {
        float dx = x - 0.5f, dy = y - 0.5f;
        var brightness = scene.Brightness.Middle + scene.Brightness.X * dx * 2f + scene.Brightness.Y * dy * 2f;
        // Lenses darken the corners a little.
        brightness *= 1f - 0.25f * (dx * dx + dy * dy);
        return scene.Tint * MathF.Max(brightness, 0.1f);
    }

    /// <summary>Highlights bend instead of clipping.</summary>
    private static Vector3 Compress(Vector3 colour) => colour * 1.25f / (Vector3.One + 0.25f * colour * colour);
}
