using System.Numerics;

namespace MimLab.Data.Procedural;

/// <summary>One thing in a picture: an outline, where it lies, its surface, and the shadow that it casts.</summary>
internal struct ShapeLayer
{
    /// <summary>An outline's class, or one of the clutter forms below.</summary>
    public int Form;

    /// <summary>Clutter: a bar across the picture.</summary>
    public const int Bar = -1;

    /// <summary>Clutter: a blob with a wavy outline.</summary>
    public const int Blob = -2;

    /// <summary>Clutter: everything on one side of a wavy line.</summary>
    public const int Side = -3;

    public float CentreX;
    public float CentreY;
    public float Size;
    public float Thickness;
    public float Shadow;
    public float Round;
    public uint Seed;
    public ShapeTexture Texture;

    private float xx;
    private float xy;
    private float yx;
    private float yy;
    private float reach;

    /// <summary>
    /// Sets a rotation of at most <paramref name="mostTurn"/> turns either way and a stretch along a random direction.
    /// </summary>
    public void Turn(ref SampleRandom random, float mostStretch, double mostTurn = 0.5)
    {
        var (sin, cos) = PortableMath.SinCosTurns(random.NextDouble(-mostTurn, mostTurn));
        var (axisSin, axisCos) = PortableMath.SinCosTurns(random.NextDouble());
        var stretch = (float)random.NextDouble(1, mostStretch);
        // The inverse of rotate * (stretch along the axis, at equal area): from the picture to the outline's own coordinates.
        var (wide, narrow) = (MathF.Sqrt(stretch), 1f / MathF.Sqrt(stretch));
        float a = narrow * axisCos * axisCos + wide * axisSin * axisSin;
        float b = (narrow - wide) * axisCos * axisSin;
        float d = narrow * axisSin * axisSin + wide * axisCos * axisCos;
        (xx, xy) = (cos * a + sin * b, cos * b + sin * d);
        (yx, yy) = (-sin * a + cos * b, -sin * b + cos * d);
        reach = Form switch
        {
            >= 0 => Size * ShapeOutline.Reach * wide,
            Blob => Size * 1.5f * wide,
            _ => float.MaxValue,
        };
    }

    /// <summary>Whether a place is certainly further from the outline than <paramref name="margin"/>.</summary>
    public readonly bool IsFar(float x, float y, float margin)
    {
        float dx = x - CentreX, dy = y - CentreY, far = reach + margin;
        return dx * dx + dy * dy > far * far;
    }

    /// <summary>Signed distance from the outline, in picture widths, negative inside.</summary>
    public readonly float Distance(float x, float y)
    {
        float dx = x - CentreX, dy = y - CentreY;
        float u = xx * dx + xy * dy, v = yx * dx + yy * dy;
        return Form switch
        {
            >= 0 => ShapeOutline.Distance(Form, u / Size, v / Size) * Size,
            Bar => MathF.Abs(u + 0.05f * ShapeNoise.Value(v * 3f, 0f, Seed)) - Thickness,
            Blob => MathF.Sqrt(u * u + v * v) - Size * (0.6f + 0.8f * ShapeNoise.Value(u * 1.4f / Size, v * 1.4f / Size, Seed)),
            _ => u + 0.12f * (ShapeNoise.Value(v * 4f, 1f, Seed) - 0.5f),
        };
    }

    /// <summary>The lit surface at a place.</summary>
    /// <param name="x">Place.</param>
    /// <param name="y">Place.</param>
    /// <param name="distance">The place's distance from the outline, negative.</param>
    /// <param name="slope">How much the distance grows towards the light.</param>
    public readonly Vector3 Surface(float x, float y, float distance, float slope)
    {
        // A rounded rim: bright where it faces the light, dark where it turns away, flat in the middle.
        var rim = 1f - MathF.Min(-distance / (0.35f * Round), 1f);
        var shade = 1f + 0.45f * slope * rim * rim - 0.18f * rim * rim;
        return Texture.At(x, y) * shade;
    }
}
