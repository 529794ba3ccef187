using System.Numerics;

namespace MimLab.Data.Procedural;

/// <summary>
/// Everything that is drawn at random for one picture. The class comes first and decides the outline and, in most pictures, the
/// material: things in photographs have their usual surfaces too, and few labels go further where surfaces are known. All other
/// choices are made in the same order from the same distributions whatever the class is. Reused from picture to picture.
/// </summary>
internal sealed class ShapeScene
{
    private const int MostLayers = 12;

    /// <summary>Share of the pictures in which a shape has the pattern of its class instead of any.</summary>
    private const double UsualMaterial = 0.75;

    private readonly ShapeLayer[] layers = new ShapeLayer[MostLayers];
    private int count;

    /// <summary>The class of the main shape.</summary>
    public int Label { get; private set; }

    /// <summary>The layers from front to back, without the ground.</summary>
    public ReadOnlySpan<ShapeLayer> Layers => layers.AsSpan(0, count);

    /// <summary>The ground's surface.</summary>
    public ShapeTexture Ground;

    /// <summary>The direction that light comes from, a unit vector.</summary>
    public (float X, float Y) Light { get; private set; }

    /// <summary>How far a shadow falls, in picture widths.</summary>
    public float ShadowLength { get; private set; }

    /// <summary>Brightness in the middle, and its change from there to the picture's right and lower edge.</summary>
    public (float Middle, float X, float Y) Brightness { get; private set; }

    /// <summary>Colour of the light.</summary>
    public Vector3 Tint { get; private set; }

    /// <summary>Strength of the camera's noise, in grey levels.</summary>
    public float Grain { get; private set; }

    /// <summary>Seed of the camera's noise.</summary>
    public uint Seed { get; private set; }

    /// <summary>The class of a picture, without drawing the rest.</summary>
    public static int DrawLabel(ref SampleRandom random) => random.NextInt(Shapes.Classes.Count);

    /// <summary>Draws a picture's content.</summary>
    /// <param name="random">The picture's generator.</param>
    /// <param name="pixel">Size of a pixel in picture widths.</param>
    public void Draw(SampleRandom random, float pixel)
    {
        Label = DrawLabel(ref random);
        count = 0;
        DrawLight(ref random);
        Ground = ShapeTexture.Draw(ref random, pixel, 0.8f, contrast: 0.35);
        var shape = DrawShape(ref random, pixel);
        DrawOccluders(ref random, pixel, shape);
        layers[count++] = shape;
        var clutter = random.NextInt(3);
        for (var i = 0; i < clutter; i++) layers[count++] = DrawClutter(ref random, pixel, Along(ref random), Along(ref random));
        if (random.NextDouble() < 0.25) layers[count++] = DrawSide(ref random, pixel);
    }

    private static float Along(ref SampleRandom random) => (float)random.NextDouble(-0.05, 1.05);

    private void DrawLight(ref SampleRandom random)
    {
        Light = PortableMath.SinCosTurns(random.NextDouble());
        ShadowLength = (float)random.NextDouble(0.015, 0.05);
        var fall = PortableMath.SinCosTurns(random.NextDouble());
        var strength = (float)random.NextDouble(0, 0.4);
        Brightness = ((float)random.NextDouble(0.75, 1.25), fall.Sin * strength, fall.Cos * strength);
        var warmth = (float)random.NextDouble(-0.08, 0.08);
        Tint = new Vector3(1f + warmth, 1f, 1f - warmth);
        Grain = (float)random.NextDouble(0, 9);
        Seed = (uint)random.NextUInt64();
    }

    private ShapeLayer DrawShape(ref SampleRandom random, float pixel)
    {
        var size = (float)random.NextDouble(0.29, 0.38);
        var shape = new ShapeLayer
        {
            Form = Label,
            Size = size,
            CentreX = (float)random.NextDouble(0.4, 0.6),
            CentreY = (float)random.NextDouble(0.4, 0.6),
            Shadow = (float)random.NextDouble(0.15, 0.65),
            Round = size,
        };
        shape.Turn(ref random, 1.2f, mostTurn: 0.06);
        // A fixed number of candidates, so that later choices do not depend on how many were needed.
        int? material = random.NextDouble() < UsualMaterial ? Label : null;
        shape.Texture = ShapeTexture.Draw(ref random, pixel, 1.1f, pattern: material);
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var candidate = ShapeTexture.Draw(ref random, pixel, 1.1f, pattern: material);
            if (Contrast(shape.Texture) < 0.42f) shape.Texture = candidate;
        }
        return shape;
    }

    private float Contrast(in ShapeTexture texture)
    {
        var difference = Vector3.Abs(texture.Mean - Ground.Mean);
        return MathF.Max(difference.X, MathF.Max(difference.Y, difference.Z));
    }

    private void DrawOccluders(ref SampleRandom random, float pixel, in ShapeLayer shape)
    {
        // None in three quarters of the pictures, else one.
        var occluders = random.NextInt(4) / 3;
        for (var i = 0; i < occluders; i++)
        {
            var x = shape.CentreX + (float)random.NextDouble(-1, 1) * shape.Size * 1.2f;
            var y = shape.CentreY + (float)random.NextDouble(-1, 1) * shape.Size * 1.2f;
            var layer = DrawClutter(ref random, pixel, x, y);
            // In front of the shape things stay small: the outline must remain recognisable.
            layer.Thickness = MathF.Min(layer.Thickness, 0.03f);
            if (layer.Form == ShapeLayer.Blob) layer.Size = MathF.Min(layer.Size, 0.35f * shape.Size);
            layers[count++] = layer;
        }
    }

    private static ShapeLayer DrawClutter(ref SampleRandom random, float pixel, float x, float y)
    {
        var layer = new ShapeLayer
        {
            Form = random.NextDouble() < 0.4 ? ShapeLayer.Bar : ShapeLayer.Blob,
            CentreX = x,
            CentreY = y,
            Size = (float)random.NextDouble(0.07, 0.24),
            Thickness = (float)random.NextDouble(0.015, 0.06),
            Shadow = (float)random.NextDouble(0.1, 0.6),
            Seed = (uint)random.NextUInt64(),
        };
        layer.Round = layer.Form == ShapeLayer.Bar ? layer.Thickness * 2f : layer.Size;
        layer.Turn(ref random, 1.8f);
        layer.Texture = ShapeTexture.Draw(ref random, pixel, 1.1f);
        return layer;
    }

    private static ShapeLayer DrawSide(ref SampleRandom random, float pixel)
    {
        var layer = new ShapeLayer
        {
            Form = ShapeLayer.Side,
            CentreX = (float)random.NextDouble(0.15, 0.85),
            CentreY = (float)random.NextDouble(0.15, 0.85),
            Shadow = (float)random.NextDouble(0, 0.5),
            Round = 0.1f,
            Seed = (uint)random.NextUInt64(),
        };
        layer.Turn(ref random, 1f);
        layer.Texture = ShapeTexture.Draw(ref random, pixel, 0.8f, contrast: 0.35);
        return layer;
    }
}
