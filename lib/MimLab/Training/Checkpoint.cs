using System.Text.Json;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>
/// One safetensors file with all that a run needs to go on: tensors "model/...", "optimizer/...", "ema/...", "rng/..." and,
/// as text, where the run stands, its resolved recipe and the library that wrote it.
/// </summary>
internal sealed class Checkpoint : CheckpointHeader, IDisposable
{
    private readonly string path;
    private readonly SafeTensorsFile file;

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="UserError">The file cannot be read, is damaged, or is no checkpoint.</exception>
    public Checkpoint(string path) : this(path, Read(path)) { }

    private Checkpoint(string path, SafeTensorsFile file) : base(path, file.Metadata) => (this.path, this.file) = (path, file);

    /// <summary>Writes a checkpoint in place of the one at <paramref name="path"/>.</summary>
    public static void Write(string path, TrainingPlan plan, int seed, TrainerState state, IReadOnlyDictionary<string, Tensor> tensors) =>
        DurableFile.Replace(path, "the checkpoint", stream => SafeTensors.Write(stream, tensors, new Dictionary<string, string>
        {
            ["format"] = Format,
            ["mimlab"] = typeof(Checkpoint).Assembly.GetName().Version?.ToString() ?? "",
            ["engine"] = $"{Engine.Name}, libtorch {Engine.LibtorchVersion}",
            ["stage"] = plan.Stage,
            ["recipeName"] = plan.RecipeName,
            ["identity"] = plan.Identity.Hash,
            ["recipe"] = plan.RecipeText,
            ["seed"] = seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["state"] = JsonSerializer.Serialize(state),
        }));

    /// <summary>Copies saved tensors into tensors that are in use, by name.</summary>
    /// <exception cref="UserError">One is missing or has another shape or type: the file is of another model.</exception>
    public void CopyInto(IEnumerable<KeyValuePair<string, Tensor>> live)
    {
        using var frozen = no_grad();
        foreach (var (name, tensor) in live)
        {
            var saved = Tensor(name);
            if (!saved.shape.AsSpan().SequenceEqual(tensor.shape) || saved.dtype != tensor.dtype)
                throw new UserError($"{path} holds '{name}' as {saved.dtype} [{string.Join(", ", saved.shape)}], but this run needs "
                    + $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]: it is a checkpoint of another model.");
            tensor.copy_(saved);
        }
    }

    /// <summary>A byte string; empty when there is none.</summary>
    public byte[] Bytes(string name) => file.Tensors.TryGetValue(name, out var found) && found.dtype == ScalarType.Byte ? found.data<byte>().ToArray() : [];

    public void Dispose() => file.Dispose();

    private Tensor Tensor(string name) => file.Tensors.TryGetValue(name, out var found)
        ? found : throw new UserError($"{path} has no tensor '{name}': it is a checkpoint of another model.");

    private static SafeTensorsFile Read(string path)
    {
        var file = SafeTensors.Read(path);
        if (file.Metadata.GetValueOrDefault("format") == Format) return file;
        file.Dispose();
        throw new UserError($"{path} is a safetensors file but no MimLab checkpoint: its metadata has no format \"{Format}\".");
    }
}
