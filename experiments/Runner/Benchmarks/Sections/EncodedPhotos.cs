using MimLab.Data;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>JPEG files in memory, decoded at every reading: so the disk is not measured.</summary>
/// <param name="files">The files.</param>
/// <param name="count">How many images it pretends to have, one file after the other again and again; 0 for one of each.</param>
internal sealed class EncodedPhotos(byte[][] files, int count = 0) : IImageDataset
{
    public string Name => "photos";

    public int Count => count > 0 ? count : files.Length;

    public int ClassCount => 1;

    public IReadOnlyList<string> ClassNames => ["photo"];

    public string Hash => "";

    public int Label(int index) => 0;

    public void Read(int index, ImageBuffer into) => ImageDecoder.Decode(files[index % files.Length], "photo", into);

    public void Read(int index, ImageBuffer into, IRegionChooser chooser) => ImageDecoder.Decode(files[index % files.Length], "photo", into, chooser);
}
