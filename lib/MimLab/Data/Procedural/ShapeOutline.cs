using static System.MathF;

namespace MimLab.Data.Procedural;

/// <summary>
/// The ten outlines as signed distances (negative inside), put together from discs, boxes and half-planes. All have the area of a
/// disc of radius 1 and their centre of mass at the origin, so neither area nor position tells the class.
/// </summary>
internal static class ShapeOutline
{
    /// <summary>A disc around the origin of this radius holds every outline.</summary>
    public const float Reach = 1.8f;

    // Size and centre of mass of the raw outlines below, found by numerical integration.
    private static readonly (float Scale, float X, float Y)[] Fits =
    [
        (1f, 0f, 0f), (1.5551f, 0f, 0f), (0.8862f, 0f, 0f), (1.5413f, 0f, 0f), (1.2087f, 0f, 0f),
        (1.1323f, 0f, 0f), (1.4206f, -0.3864f, 0f), (1.3264f, 0f, -0.2214f), (1.5414f, 0.0496f, 0f), (1.1662f, -0.2561f, 0.2561f),
    ];

    /// <summary>Distance from (x, y) to the outline of class <paramref name="label"/>, about 1 wide.</summary>
    public static float Distance(int label, float x, float y)
    {
        var (scale, centreX, centreY) = Fits[label];
        return Raw(label, x / scale + centreX, y / scale + centreY) * scale;
    }

    internal static float Raw(int label, float x, float y) => label switch
    {
        0 => Sqrt(x * x + y * y) - 1f,
        1 => Triangle(x, y),
        2 => Box(x, y, 1f, 1f),
        3 => Star(x, y),
        4 => Min(Box(x, y, 1f, 0.32f), Box(x, y, 0.32f, 1f)),
        5 => Abs(Sqrt(x * x + y * y) - 0.78f) - 0.25f,
        6 => Max(Sqrt(x * x + y * y) - 1f, 0.82f - Sqrt((x - 0.55f) * (x - 0.55f) + y * y)),
        7 => Heart(x, y),
        8 => Min(Box(x + 0.45f, y, 0.6f, 0.2f), Head(x, y)),
        _ => Min(Box(x + 0.65f, y, 0.35f, 1f), Box(x, y - 0.65f, 1f, 0.35f)),
    };

    private static float Box(float x, float y, float halfWidth, float halfHeight)
    {
        float dx = Abs(x) - halfWidth, dy = Abs(y) - halfHeight;
        float outX = Max(dx, 0f), outY = Max(dy, 0f);
        return Sqrt(outX * outX + outY * outY) + Min(Max(dx, dy), 0f);
    }

    /// <summary>Equilateral, as three half-planes half a unit from the middle.</summary>
    private static float Triangle(float x, float y) => Max(0.8660254f * Abs(x) - 0.5f * y, y) - 0.5f;

    /// <summary>Five-pointed: mirrors fold the plane into a tenth of the circle, where the outline is one line.</summary>
    private static float Star(float x, float y)
    {
        const float Cos36 = 0.80901699f, Sin36 = 0.58778525f;
        x = Abs(x);
        // Mirror in the line at 36 degrees from the upward axis, then in that at 108 degrees.
        var beyond = Max(Cos36 * x + Sin36 * y, 0f);
        x -= 2f * beyond * Cos36;
        y -= 2f * beyond * Sin36;
        beyond = Max(-Cos36 * x + Sin36 * y, 0f);
        x = Abs(x + 2f * beyond * Cos36);
        y -= 2f * beyond * Sin36;
        // The line from the tip (0, -1) to the notch, 0.45 from the middle at 36 degrees.
        const float NotchX = 0.45f * Sin36, NotchY = -0.45f * Cos36;
        const float Length = 0.68886f;
        return (x * (NotchY + 1f) - (y + 1f) * NotchX) / Length;
    }

    /// <summary>A square on its corner with half discs on its two upper sides.</summary>
    private static float Heart(float x, float y)
    {
        float u = (x - y) * 0.70710678f, v = (-x - y) * 0.70710678f;
        var square = Box(u, v, 0.5f, 0.5f);
        var right = Sqrt((u - 0.5f) * (u - 0.5f) + v * v) - 0.5f;
        var left = Sqrt(u * u + (v - 0.5f) * (v - 0.5f)) - 0.5f;
        return Min(square, Min(left, right));
    }

    /// <summary>An arrow's head, pointing right.</summary>
    private static float Head(float x, float y) => Max(0.70710678f * (x + Abs(y) - 0.95f), -x);
}
