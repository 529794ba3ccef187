using System.Diagnostics;
using System.Globalization;
using MimLab.Data;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>From a JPEG file to a normalised crop, on one core, beside PIL.</summary>
internal static class ImageLoading
{
    /// <summary>Its name.</summary>
    public const string Name = "loading";

    private const int Size = 224;

    /// <summary>Measures it.</summary>
    public static Section Measure(SectionSettings settings)
    {
        var (files, what) = Photographs.Load(settings.Photos);
        var folder = Directory.CreateTempSubdirectory("mim-bench-").FullName;
        try
        {
            for (var i = 0; i < files.Length; i++) File.WriteAllBytes(Path.Combine(folder, $"{i:0000}.jpg"), files[i]);
            using var pil = Pil(settings.Place, folder);
            var (photos, own) = (new EncodedPhotos(files), new Augmentation(new AugmentationSettings { Size = Size }).CreateWorker());
            List<double> ours = [], theirs = [];
            Rate(own, photos, settings.Seconds / 4); // what the first images set up
            pil?.Ask<PilTurn>(Invariant(settings.Seconds / 4));
            settings.EachTurn(turn =>
            {
                if (turn % 2 == 0) ours.Add(Rate(own, photos, settings.Seconds));
                if (pil?.Ask<PilTurn>(Invariant(settings.Seconds)) is { } one) theirs.Add(one.Images / one.Seconds);
                if (turn % 2 == 1) ours.Add(Rate(own, photos, settings.Seconds));
            });
            List<Figure> figures = [Figure.Of("MimLab", "images/s", ours)];
            if (pil is not null)
            {
                figures.Add(Figure.Of(pil.Version, "images/s", theirs));
                figures.Add(Figure.Of("ratio", "", [.. ours.Zip(theirs, (a, b) => a / b)]));
            }
            return new(Name, "Image loading",
                [$"From a JPEG file in memory to SimMIM's {Size}-px crop (area 0.67 to 1, bilinear, flipped half of the time, normalised), on one core.", $"Files: {what}."],
                figures, pil is null ? ["PIL: no Python here can import PIL and numpy (apt install python3-pil python3-numpy)."] : []);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Contestant? Pil(Workplace place, string folder) => Python.ThatRuns("import numpy, PIL.Image") is var (python, _)
        ? new Contestant("PIL", python, [Path.Combine(place.Root, "experiments", "benchmarks", "pil", "crop.py"), folder], threads: 1)
        : null;

    private static double Rate(AugmentationWorker worker, EncodedPhotos photos, double seconds)
    {
        var planes = new float[3 * Size * Size];
        var clock = Stopwatch.StartNew();
        var images = 0;
        do
        {
            worker.Load(photos, images % photos.Count, SampleRandom.For(0, 0, images, 0), planes);
            images++;
        }
        while (clock.Elapsed.TotalSeconds < seconds);
        return images / clock.Elapsed.TotalSeconds;
    }

    private static string Invariant(double value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record PilTurn(int Images, double Seconds);
}
