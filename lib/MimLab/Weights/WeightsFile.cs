using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>
/// A file of named tensors, safetensors or PyTorch's <c>.pth</c>: what is in it is known at once, and read when asked for.
/// </summary>
public abstract class WeightsFile : IDisposable
{
    private protected WeightsFile(string path) => Path = path;

    /// <summary>Where it came from.</summary>
    public string Path { get; }

    /// <summary>What kind of file it is, in words.</summary>
    public abstract string Format { get; }

    /// <summary>
    /// The tensors of the model in it, in the file's order, under names without wrappers such as <c>model</c> or
    /// <c>module.</c>.
    /// </summary>
    public abstract IReadOnlyList<WeightEntry> Entries { get; }

    /// <summary>What else is in the file, as text: the epoch, the settings, the optimizer's size, ...</summary>
    public abstract IReadOnlyDictionary<string, string> Notes { get; }

    /// <summary>Opens a file, whichever format its content shows, and checks all that it says about itself.</summary>
    /// <exception cref="UserError">
    /// It is missing, damaged, of another format, or asks for something that is never executed here.
    /// </exception>
    public static WeightsFile Open(string path) => Open(ByteSource.Open(path));

    /// <summary>Opens a file in memory.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="name">What to call it in messages.</param>
    public static WeightsFile Open(ReadOnlyMemory<byte> content, string name) => Open(ByteSource.Of(content, name));

    /// <summary>Reads one tensor, on the CPU. Dispose it.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="UserError">The file is damaged.</exception>
    public abstract Tensor Read(string name);

    /// <summary>Reads all tensors. Dispose them.</summary>
    public Dictionary<string, Tensor> ReadAll()
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in Entries) tensors.Add(entry.Name, Read(entry.Name));
            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file; tensors that were read stay.</summary>
    public abstract void Dispose();

    private static WeightsFile Open(ByteSource source)
    {
        try
        {
            Span<byte> start = stackalloc byte[4];
            var count = source.Read(start, 0);
            if (count == 4 && start is [(byte)'P', (byte)'K', _, _]) return new TorchWeights(source);
            if (count >= 2 && start[0] == 0x80 && start[1] is >= 1 and <= 5)
                throw new UserError($"{source.Name} is in PyTorch's format from before version 1.6, which cannot be read without executing it: "
                    + "load it in Python and save it again with torch.save, which writes the zip format.");
            // What a download often leaves instead; no header of safetensors is as long as these bytes would say.
            if (count == 4 && start is [(byte)'<', (byte)'!' or (byte)'h' or (byte)'H', _, _])
                throw new UserError($"{source.Name} is a web page, not weights: its address answered with a page instead of the file. Download the file itself.");
            if (count == 4 && start.SequenceEqual("vers"u8))
                throw new UserError($"{source.Name} is a pointer of Git LFS, not the weights it stands for: fetch them with 'git lfs pull'.");
            return new SafeTensorsWeights(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
