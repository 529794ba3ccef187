using System.Runtime.CompilerServices;

namespace MimLab.Data.Distortions;

/// <summary>
/// Where each output pixel looks in the picture: (A x + B y + C, D x + E y + F) for pixel centres (x, y). Outside of the
/// picture there is the fill colour; taps that reach over the edge take its pixels. Kernels and rounding down are those of
/// Pillow's <c>Image.transform</c>, whose cubic kernel has a = -1, unlike the one of its <c>resize</c>.
/// </summary>
internal readonly record struct AffineWarp(double A, double B, double C, double D, double E, double F)
{
    /// <summary>Turns about the centre, counter-clockwise.</summary>
    public static AffineWarp Rotation(double degrees, int width, int height)
    {
        var (sin, cos) = Math.SinCos(-degrees * Math.PI / 180);
        // 15 digits: so that a turn by 0 or 90 degrees hits pixel centres exactly.
        (sin, cos) = (Math.Round(sin, 15), Math.Round(cos, 15));
        double x = width / 2.0, y = height / 2.0;
        return new(cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y);
    }

    /// <summary>Shifts by whole or broken pixels and shears; positive values look further right and down.</summary>
    public static AffineWarp Of(double shearX = 0, double shearY = 0, double moveX = 0, double moveY = 0) =>
        new(1, shearX, moveX, shearY, 1, moveY);

    /// <summary>Warps the picture.</summary>
    public void Run(BytePicture picture, bool bicubic, (byte Red, byte Green, byte Blue) fill)
    {
        var output = picture.Other;
        var at = 0;
        for (var row = 0; row < picture.Height; row++)
            for (var column = 0; column < picture.Width; column++, at += 3)
            {
                double x = column + 0.5, y = row + 0.5;
                var (sourceX, sourceY) = (A * x + B * y + C, D * x + E * y + F);
                var pixel = output.Slice(at, 3);
                if (!(sourceX >= 0 && sourceX < picture.Width && sourceY >= 0 && sourceY < picture.Height)) (pixel[0], pixel[1], pixel[2]) = fill;
                else if (bicubic) Cubic(picture, sourceX - 0.5, sourceY - 0.5, pixel);
                else Linear(picture, sourceX - 0.5, sourceY - 0.5, pixel);
            }
        picture.Swap();
    }

    private static void Linear(BytePicture picture, double x, double y, Span<byte> pixel)
    {
        var pixels = picture.Pixels;
        var pitch = picture.Width * 3;
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        double dx = x - left, dy = y - top;
        int x0 = Inside(left, picture.Width) * 3, x1 = Inside(left + 1, picture.Width) * 3;
        int y0 = Inside(top, picture.Height) * pitch, y1 = Inside(top + 1, picture.Height) * pitch;
        for (var channel = 0; channel < 3; channel++)
        {
            var upper = pixels[y0 + x0 + channel] + (pixels[y0 + x1 + channel] - pixels[y0 + x0 + channel]) * dx;
            var lower = pixels[y1 + x0 + channel] + (pixels[y1 + x1 + channel] - pixels[y1 + x0 + channel]) * dx;
            pixel[channel] = (byte)(upper + (lower - upper) * dy);
        }
    }

    private static void Cubic(BytePicture picture, double x, double y, Span<byte> pixel)
    {
        var pixels = picture.Pixels;
        var pitch = picture.Width * 3;
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        double dx = x - left, dy = y - top;
        int x0 = Inside(left - 1, picture.Width) * 3, x1 = Inside(left, picture.Width) * 3;
        int x2 = Inside(left + 1, picture.Width) * 3, x3 = Inside(left + 2, picture.Width) * 3;
        Span<double> rows = stackalloc double[4];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var tap = 0; tap < 4; tap++)
            {
                var line = pixels.Slice(Inside(top - 1 + tap, picture.Height) * pitch + channel);
                rows[tap] = Cubic(line[x0], line[x1], line[x2], line[x3], dx);
            }
            pixel[channel] = (byte)Math.Clamp(Cubic(rows[0], rows[1], rows[2], rows[3], dy), 0, 255);
        }
    }

    /// <summary>The cubic through b at 0 and c at 1 with slopes (c - a) and (d - b).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Cubic(double a, double b, double c, double d, double t) =>
        b + t * (c - a + t * (2 * (a - b) + c - d + t * (b - a - c + d)));

    private static int Inside(int position, int size) => Math.Clamp(position, 0, size - 1);
}
