using BenchmarkDotNet.Attributes;
using MimLab.Data;

namespace MimLab.Benchmarks;

/// <summary>
/// Time for one image on one core. MIMLAB_PHOTOS names a folder of JPEG files (photographs of about 500 x 375 pixels give figures comparable
/// with PIL's 370 to 390 images a second from JPEG to a 224-px crop); without it only the built-in pictures are measured.
/// </summary>
[MemoryDiagnoser]
public class ImageLoading
{
    private readonly ImageBuffer image = new();
    private readonly float[] planes = new float[3 * 224 * 224];
    private readonly float[] small = new float[3 * 32 * 32];
    private readonly Shapes shapes = new(100_000, 32);
    private readonly ImageBuffer picture = new();
    private EncodedPhotos photos = new([]);
    private AugmentationWorker simMim = null!;
    private AugmentationWorker mae = null!;
    private AugmentationWorker padded = null!;
    private int next;

    /// <summary>Reads the files, so that the disk is not measured.</summary>
    [GlobalSetup]
    public void Load()
    {
        if (Environment.GetEnvironmentVariable("MIMLAB_PHOTOS") is { Length: > 0 } folder)
            photos = new EncodedPhotos([.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order().Select(File.ReadAllBytes)]);
        simMim = new Augmentation(new AugmentationSettings { Size = 224 }).CreateWorker();
        mae = new Augmentation(new AugmentationSettings { Size = 224, Scale = [0.2, 1], Interpolation = "bicubic" }).CreateWorker();
        padded = new Augmentation(new AugmentationSettings { Crop = "pad" }).CreateWorker();
        shapes.Read(0, picture);
    }

    /// <summary>JPEG to RGB bytes.</summary>
    [Benchmark]
    public void Decode() => photos.Read(Next() % photos.Count, image);

    /// <summary>JPEG to a normalised 224-px input: SimMIM's crop (area 0.67 to 1, bilinear).</summary>
    [Benchmark]
    public void JpegToSimMimCrop() => simMim.Load(photos, Next() % photos.Count, SampleRandom.For(0, next, 0, 0), planes);

    /// <summary>JPEG to a normalised 224-px input: MAE's crop (area 0.2 to 1, bicubic).</summary>
    [Benchmark]
    public void JpegToMaeCrop() => mae.Load(photos, Next() % photos.Count, SampleRandom.For(0, next, 0, 0), planes);

    /// <summary>A padded crop of a 32-px image in memory.</summary>
    [Benchmark]
    public void PaddedCrop32() => padded.Apply(picture, SampleRandom.For(0, Next(), 0, 0), small);

    /// <summary>One of the built-in pictures at 32 px.</summary>
    [Benchmark]
    public void Shapes32() => shapes.Read(Next() % shapes.Count, image);

    private int Next() => next = (next + 1) & int.MaxValue;

    private sealed class EncodedPhotos(byte[][] files) : IImageDataset
    {
        public string Name => "photos";

        public int Count => files.Length > 0 ? files.Length : throw new InvalidOperationException("Set MIMLAB_PHOTOS to a folder of JPEG files.");

        public int ClassCount => 1;

        public IReadOnlyList<string> ClassNames => ["photo"];

        public string Hash => "";

        public int Label(int index) => 0;

        public void Read(int index, ImageBuffer into) => ImageDecoder.Decode(files[index], "photo", into);

        public void Read(int index, ImageBuffer into, IRegionChooser chooser) => ImageDecoder.Decode(files[index], "photo", into, chooser);
    }
}
