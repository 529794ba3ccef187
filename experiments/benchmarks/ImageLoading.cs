using BenchmarkDotNet.Attributes;
using MimLab.Data;
using MimLab.Runner.Benchmarks.Sections;

namespace MimLab.Benchmarks;

/// <summary>
/// Time for one image on one core. MIMLAB_PHOTOS names a folder of JPEG files; without it pictures of 500 x 375 pixels are made.
/// <c>mim bench --only loading</c> measures the crop beside PIL's.
/// </summary>
[MemoryDiagnoser]
public class ImageLoading
{
    private readonly ImageBuffer image = new();
    private readonly float[] planes = new float[3 * 224 * 224];
    private readonly float[] small = new float[3 * 32 * 32];
    private readonly Shapes shapes = new(100_000, 32);
    private readonly ImageBuffer picture = new();
    private EncodedPhotos photos = null!;
    private AugmentationWorker simMim = null!;
    private AugmentationWorker mae = null!;
    private AugmentationWorker padded = null!;
    private int next;

    /// <summary>Reads the files, so that the disk is not measured.</summary>
    [GlobalSetup]
    public void Load()
    {
        photos = new EncodedPhotos(Photographs.Load(Photographs.Named()).Files);
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
}
