namespace MimLab.Data.Preparation;

/// <summary>Collects CIFAR-10 from image files <c>{train,test}/CLASS/*</c> and writes the original binary form.</summary>
internal sealed class Cifar10Images
{
    private const long MostBytes = 1 << 20;
    private readonly List<(string Name, byte[] Record)> train = [];
    private readonly List<(string Name, byte[] Record)> test = [];
    private readonly ImageBuffer buffer = new();
    private byte[] encoded = [];

    /// <summary>Adds a file if its path ends in split, class and an image name; other files are ignored.</summary>
    /// <exception cref="UserError">The image is damaged or not 32 pixels wide and high.</exception>
    public void TryAdd(string name, Stream content, long length)
    {
        if (name.Split('/') is not [.., var split, var className, var file]) return;
        var label = Cifar10.Classes.ToList().IndexOf(className);
        if (label < 0 || split is not ("train" or "test") || length > MostBytes) return;
        if (Path.GetExtension(file).ToLowerInvariant() is not (".jpg" or ".jpeg" or ".png" or ".webp")) return;
        if (encoded.Length < length) encoded = new byte[length];
        var bytes = encoded.AsSpan(0, (int)length);
        content.ReadExactly(bytes);
        ImageDecoder.Decode(bytes, name, buffer);
        if (buffer.Width != Cifar10.Side || buffer.Height != Cifar10.Side)
            throw new UserError($"{name} is {buffer.Width} x {buffer.Height} pixels where CIFAR-10's images are 32 x 32; "
                + "this is another data set.");
        (split == "train" ? train : test).Add((name, Record((byte)label)));
    }

    /// <summary>Writes the six files, in an order that mixes the classes as the original does.</summary>
    /// <exception cref="UserError">There are not 50,000 and 10,000 images.</exception>
    public void Write(string source, string folder)
    {
        Write(source, folder, train, Split.Train);
        Write(source, folder, test, Split.Test);
    }

    private static void Write(string source, string folder, List<(string Name, byte[] Record)> images, Split split)
    {
        var files = Cifar10.Files(split);
        if (images.Count != files.Count * Cifar10.RecordsPerFile)
            throw new UserError($"{source} has {images.Count:N0} {(split == Split.Train ? "training" : "test")} images in "
                + "folders of CIFAR-10's classes "
                + $"where {files.Count * Cifar10.RecordsPerFile:N0} are expected; give a complete copy.");
        images.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        var order = Enumerable.Range(0, images.Count).ToArray();
        SampleRandom.For(10, (long)split, images.Count, RandomStreams.Order).Shuffle<int>(order);
        for (var file = 0; file < files.Count; file++)
        {
            using var target = File.Create(Path.Combine(folder, files[file]));
            for (var record = 0; record < Cifar10.RecordsPerFile; record++)
                target.Write(images[order[file * Cifar10.RecordsPerFile + record]].Record);
        }
    }

    private byte[] Record(byte label)
    {
        const int Plane = Cifar10.Side * Cifar10.Side;
        var record = new byte[Cifar10.RecordBytes];
        record[0] = label;
        var pixels = buffer.Pixels;
        for (var i = 0; i < Plane; i++)
        {
            record[1 + i] = pixels[3 * i];
            record[1 + Plane + i] = pixels[3 * i + 1];
            record[1 + 2 * Plane + i] = pixels[3 * i + 2];
        }
        return record;
    }
}
