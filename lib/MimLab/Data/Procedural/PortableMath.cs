namespace MimLab.Data.Procedural;

/// <summary>
/// Functions whose last bit must not depend on the machine's C library: sums, products and IEEE square roots only.
/// </summary>
internal static class PortableMath
{
    /// <summary>Sine and cosine of an angle in turns (1 = a full circle).</summary>
    public static (float Sin, float Cos) SinCosTurns(double turns)
    {
        turns -= Math.Floor(turns);
        // To within an eighth of a turn of a multiple of a quarter, where short series are exact to float precision.
        var quarter = (int)Math.Floor(turns * 4 + 0.5);
        var x = (turns - quarter * 0.25) * 6.283185307179586;
        var xx = x * x;
        var sin = (float)(x * (1 - xx / 6 * (1 - xx / 20 * (1 - xx / 42 * (1 - xx / 72)))));
        var cos = (float)(1 - xx / 2 * (1 - xx / 12 * (1 - xx / 30 * (1 - xx / 56))));
        return (quarter & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    /// <summary>Rises smoothly from 0 at 0 to 1 at 1.</summary>
    public static float Smooth(float t)
    {
        t = Math.Clamp(t, 0f, 1f);
        return t * t * (3f - 2f * t);
    }

    /// <summary>A triangle wave of period 1 between -1 (at whole numbers) and 1.</summary>
    public static float Wave(float x) => 1f - 4f * MathF.Abs(x - MathF.Floor(x) - 0.5f);
}
