using System.IO.Compression;
using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>
/// Writes PyTorch's zip format, so that torch.load reads our weights: a state dict under <c>model</c>. <see
/// cref="WeightsFile"/> reads it.
/// </summary>
public static class TorchFile
{
    // Equal weights give equal files; zip cannot tell a time before.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a file.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="tensors">The state dict, in this order.</param>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        Write(stream, tensors);
    }

    /// <summary>Writes to a stream that can seek.</summary>
    /// <exception cref="ArgumentException">A tensor has a type that has no storage in PyTorch files here.</exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var (name, tensor) in tensors)
            if (PickleGlobal.StorageOf(tensor.dtype) is null)
                throw new ArgumentException($"\"{name}\" has the type {tensor.dtype}; PyTorch files hold {SafeTensorsEntry.TypeNames} here.", nameof(tensors));
        var ordered = tensors.ToArray();
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(zip, "data.pkl", content => content.Write(PickleWriter.Write(ordered)));
        Add(zip, "byteorder", content => content.Write("little"u8));
        for (var index = 0; index < ordered.Length; index++)
        {
            var tensor = ordered[index].Value;
            Add(zip, $"data/{index}", content => TensorData.Write(tensor, content));
        }
        Add(zip, "version", content => content.Write("3\n"u8));
    }

    private static void Add(ZipArchive zip, string name, Action<Stream> write)
    {
        var entry = zip.CreateEntry("archive/" + name, CompressionLevel.NoCompression); // PyTorch maps stored files only
        entry.LastWriteTime = Time;
        using var content = entry.Open();
        write(content);
    }
}
