using System.Numerics;

namespace MimLab.Data.Procedural;

/// <summary>A surface: one of ten patterns between two colours, with soft variation of brightness.</summary>
internal struct ShapeTexture
{
    private const int Patterns = 10;
    private int kind;
    private int octaves;
    private uint seed;
    private float cos;
    private float sin;
    private float frequency;
    private float aspect;
    private float shift;
    private float warp;
    private float sharpness;
    private Vector3 dark;
    private Vector3 light;

    /// <summary>The colour in the middle of the two.</summary>
    public readonly Vector3 Mean => (dark + light) * 0.5f;

    /// <summary>Draws a surface.</summary>
    /// <param name="random">The picture's generator.</param>
    /// <param name="pixel">Size of a pixel; patterns are kept coarse enough to be seen.</param>
    /// <param name="fineness">Scales the pattern: below 1 for large areas.</param>
    /// <param name="contrast">Scales the difference between the two colours.</param>
    /// <param name="pattern">The pattern, 0 to 9, or null for any.</param>
    public static ShapeTexture Draw(ref SampleRandom random, float pixel, float fineness, double contrast = 1, int? pattern = null)
    {
        var any = random.NextInt(Patterns);
        var texture = new ShapeTexture { kind = pattern ?? any, seed = (uint)random.NextUInt64() };
        // A given pattern lies and scales much the same from picture to picture; any other from a third to a tenth of the
        // picture.
        var (turn, spread) = (random.NextDouble(), random.NextDouble());
        (texture.sin, texture.cos) = PortableMath.SinCosTurns(pattern is { } own ? 0.3 * own + 0.08 * (turn - 0.5) : turn);
        var wavelength = (float)(pattern is null ? 0.10 + 0.22 * spread : 0.15 + 0.04 * spread) / fineness;
        texture.frequency = 1f / wavelength;
        texture.aspect = (float)random.NextDouble(0.7, 1.5);
        texture.shift = (float)random.NextDouble(0, 64);
        texture.warp = (float)random.NextDouble(0.05, 0.5);
        // An edge takes at least about a pixel, so that patterns do not alias.
        texture.sharpness = MathF.Min((float)random.NextDouble(0.5, 5), wavelength / (4f * pixel));
        for (texture.octaves = 1; texture.octaves < 5 && wavelength > 5f * pixel; wavelength *= 0.5f) texture.octaves++;
        (texture.dark, texture.light) = Colours(ref random, contrast);
        return texture;
    }

    /// <summary>The surface's colour at a place in the picture.</summary>
    public readonly Vector3 At(float x, float y)
    {
        var u = (cos * x + sin * y) * frequency + shift;
        var v = (cos * y - sin * x) * frequency * aspect;
        var t = kind switch
        {
            0 => PortableMath.Smooth(ShapeNoise.Octaves(u, v, seed, octaves) * 1.6f - 0.3f), // clouds
            1 => Edge(PortableMath.Wave(u + warp * 0.3f * v)), // stripes
            2 => Edge(PortableMath.Wave(u * 0.6f) * PortableMath.Wave(v * 0.6f) * 2f), // checks
            3 => Dots(u, v),
            4 => ShapeNoise.Octaves(2.5f * u, 2.5f * v, seed, 2), // grain
            5 => PortableMath.Smooth(0.5f + 0.5f * PortableMath.Wave(u * 0.2f)), // slow gradient
            6 => Edge(PortableMath.Wave(0.7f * u + 2f * warp * (ShapeNoise.Octaves(0.6f * u, 0.6f * v, seed, 2) * 2f - 1f))), // marble
            7 => Bricks(u, v),
            8 => Edge(PortableMath.Wave(MathF.Sqrt((u - shift - 3f) * (u - shift - 3f) + v * v) + warp * ShapeNoise.Value(u, v, seed))), // wood
            _ => Pebbles(u, v),
        };
        var variation = 0.86f + 0.28f * ShapeNoise.Value(0.45f * u + 5f, 0.45f * v, seed ^ 0x5BD1E995u);
        return (dark + (light - dark) * t) * variation;
    }

    private readonly float Edge(float wave) => PortableMath.Smooth(0.5f + wave * sharpness);

    private readonly float Dots(float u, float v)
    {
        float cellX = MathF.Floor(u), cellY = MathF.Floor(v);
        var bits = ShapeNoise.Hash((int)cellX, (int)cellY, seed);
        var dx = u - cellX - 0.5f + 0.3f * ((bits & 0xFF) * (1f / 255f) - 0.5f);
        var dy = v - cellY - 0.5f + 0.3f * (((bits >> 8) & 0xFF) * (1f / 255f) - 0.5f);
        var radius = 0.22f + 0.14f * ((bits >> 16) & 0xFF) * (1f / 255f);
        return Edge((radius - MathF.Sqrt(dx * dx + dy * dy)) * 4f);
    }

    private readonly float Bricks(float u, float v)
    {
        u *= 0.6f;
        var course = MathF.Floor(v);
        u += 0.5f * ((int)course & 1);
        var brick = MathF.Floor(u);
        // Distance to the joint, in units of the course's height.
        var joint = MathF.Min(0.5f - MathF.Abs(u - brick - 0.5f), (0.5f - MathF.Abs(v - course - 0.5f)) * 0.8f);
        var tone = 0.55f + 0.45f * ShapeNoise.At((int)brick, (int)course, seed);
        return tone * Edge((joint - 0.09f) * 5f);
    }

    private readonly float Pebbles(float u, float v)
    {
        var distance = ShapeNoise.Cells(u, v, seed, out var nearest);
        return Math.Clamp(1.15f - distance * 1.2f, 0f, 1f) * (0.6f + 0.4f * (nearest >> 24) * (1f / 255f));
    }

    private static (Vector3 Dark, Vector3 Light) Colours(ref SampleRandom random, double contrast)
    {
        var hue = random.NextDouble();
        var saturation = random.NextDouble(0.08, 0.75);
        var value = random.NextDouble(0.12, 0.75);
        var first = FromHsv(hue, saturation, value);
        // Most surfaces are shades of one colour, as in nature; some are two-coloured.
        var related = random.NextDouble() < 0.6;
        var otherHue = related ? hue + random.NextDouble(-0.09, 0.09) : random.NextDouble();
        var second = FromHsv(otherHue, saturation * random.NextDouble(0.4, 1.2), value + random.NextDouble(0.22, 0.4) * contrast);
        return (random.NextUInt64() & 1) == 0 ? (first, second) : (second, first);
    }

    private static Vector3 FromHsv(double hue, double saturation, double value)
    {
        hue = (hue - Math.Floor(hue)) * 6;
        saturation = Math.Min(saturation, 1);
        return new Vector3(Channel(5), Channel(3), Channel(1));

        float Channel(int n)
        {
            var k = (n + hue) % 6;
            return (float)(value * (1 - saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1)));
        }
    }
}
