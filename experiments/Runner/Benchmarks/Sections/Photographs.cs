using MimLab.Data;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>JPEG files to measure loading with.</summary>
internal static class Photographs
{
    private const int MostFiles = 256;
    private const int Made = 32;
    private const int Width = 500, Height = 375; // the usual size of a photograph in ImageNet
    private const int Grain = 14; // as much as makes the files as large as photographs are, about 110 kB

    /// <summary>The folder that MIMLAB_PHOTOS names; null for none.</summary>
    public static string? Named() => Environment.GetEnvironmentVariable("MIMLAB_PHOTOS") is { Length: > 0 } folder ? folder : null;

    /// <summary>The photographs of a folder, or pictures that are made where none is named, and what they are.</summary>
    /// <exception cref="UserError">The folder has no JPEG file.</exception>
    public static (byte[][] Files, string What) Load(string? folder)
    {
        if (folder is null) return Make();
        if (!Directory.Exists(folder)) throw new UserError($"There is no folder {folder}: name one with JPEG photographs (--photos), or none to make pictures.");
        byte[][] files =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f).ToLowerInvariant() is ".jpg" or ".jpeg").Order(StringComparer.Ordinal).Take(MostFiles).Select(File.ReadAllBytes),
        ];
        if (files.Length == 0) throw new UserError($"{folder} has no JPEG file: name a folder with photographs (--photos), or none to make pictures.");
        return (files, $"{files.Length} photographs of {files.Average(f => f.Length) / 1000:0} kB on average");
    }

    private static (byte[][] Files, string What) Make()
    {
        var shapes = new Shapes(Made, Width);
        var image = new ImageBuffer();
        byte[][] files =
        [
            .. Enumerable.Range(0, Made).Select(i =>
            {
                shapes.Read(i, image);
                var pixels = image.Pixels[..(Width * Height * 3)];
                var random = SampleRandom.For(0, 0, i, 0);
                foreach (ref var value in pixels) value = (byte)Math.Clamp(value + random.NextInt(2 * Grain + 1) - Grain, 0, 255);
                return JpegEncoder.Encode(pixels, Width, Height);
            }),
        ];
        return (files, $"{Made} generated pictures of {Width} x {Height} pixels, {files.Average(f => f.Length) / 1000:0} kB on average, for want of photographs (--photos)");
    }
}
