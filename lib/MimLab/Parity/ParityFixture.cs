using System.Text.Json;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Parity;

/// <summary>
/// What an official implementation computed on a small model: <c>NAME.json</c> with the configuration and
/// <c>NAME.safetensors</c> with parameters, inputs, activations, gradients and loss curves.
/// </summary>
public sealed class ParityFixture : IDisposable
{
    private readonly JsonElement description;
    private readonly SafeTensorsFile file;

    private ParityFixture(string name, JsonElement description, SafeTensorsFile file)
    {
        Name = name;
        this.description = description;
        this.file = file;
    }

    /// <summary>The fixture's name.</summary>
    public string Name { get; }

    /// <summary>
    /// The tensors: <c>input</c>, <c>mask</c>, <c>output</c>, <c>param/*</c>, <c>grad/*</c>, <c>act/*</c>, <c>losses</c>, ...
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => file.Tensors;

    /// <summary>The kind of model, told from the configuration's keys.</summary>
    public ParityKind Kind =>
        Has("decoder_embed_dim") && Has("out_indices") ? ParityKind.Mff
        : Has("decoder_embed_dim") && Has("norm_pix_loss") ? ParityKind.Mae
        : Has("decoder_dim") && Has("depths") && Has("window_size") ? ParityKind.MixMim
        : !Has("encoder_stride") || !Has("patch_size") ? ParityKind.Unknown
        : Has("use_shared_rel_pos_bias") ? ParityKind.SimMimVisionTransformer
        : !Has("window_size") || !Has("depths") ? ParityKind.Unknown
        : Tensors.Keys.Any(name => name.EndsWith(".attn.logit_scale", StringComparison.Ordinal)) ? ParityKind.SimMimSwinV2 : ParityKind.SimMimSwin;

    /// <summary>Reads a fixture; the tensors are expected beside the description under the same name.</summary>
    /// <exception cref="UserError">A file is missing or damaged, or the JSON does not describe a fixture.</exception>
    public static ParityFixture Load(string jsonPath)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(jsonPath));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("config", out var config) || config.ValueKind != JsonValueKind.Object)
                throw new UserError($"{jsonPath} does not describe a parity fixture: it has no \"config\" object.");
            var name = root.TryGetProperty("name", out var given) && given.ValueKind == JsonValueKind.String
                ? given.GetString()! : Path.GetFileNameWithoutExtension(jsonPath);
            return new ParityFixture(name, root.Clone(), SafeTensors.Read(Path.ChangeExtension(jsonPath, ".safetensors")));
        }
        catch (JsonException error)
        {
            throw new UserError($"{jsonPath} is not valid JSON: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"Cannot read {jsonPath}: {error.Message}", error);
        }
    }

    /// <summary>
    /// Whether a file looks like the description of a fixture: JSON with a <c>config</c>, and tensors beside it.
    /// </summary>
    public static bool IsFixture(string jsonPath)
    {
        if (!File.Exists(Path.ChangeExtension(jsonPath, ".safetensors"))) return false;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(jsonPath));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("config", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The tensors under a prefix, such as <c>param/</c>, named without it.</summary>
    public IReadOnlyDictionary<string, Tensor> Under(string prefix) => Tensors
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    /// <summary>A tensor that every fixture of this kind has.</summary>
    /// <exception cref="UserError">It is missing.</exception>
    public Tensor Tensor(string name) =>
        Tensors.TryGetValue(name, out var tensor) ? tensor : throw new UserError($"The parity fixture {Name} has no tensor \"{name}\".");

    /// <summary>A number of the configuration, or <paramref name="otherwise"/> where the key is absent or null.</summary>
    public double Number(string key, double? otherwise = null) => Read(description.GetProperty("config"), key, otherwise);

    /// <summary>Whole numbers of the configuration, such as the depths of the stages.</summary>
    /// <exception cref="UserError">
    /// The key is absent, or not a list of whole numbers, and <paramref name="otherwise"/> is not given.
    /// </exception>
    public IReadOnlyList<int> Numbers(string key, IReadOnlyList<int>? otherwise = null)
    {
        if (description.GetProperty("config").TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _)))
            return [.. list.EnumerateArray().Select(item => item.GetInt32())];
        return otherwise ?? throw new UserError($"The parity fixture {Name} has no list of whole numbers \"{key}\" in its configuration.");
    }

    /// <summary>A switch of the configuration, false where the key is absent.</summary>
    public bool Flag(string key) =>
        description.GetProperty("config").TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.True;

    /// <summary>A number of the optimizer that made the loss curves.</summary>
    public double OptimizerNumber(string key, double otherwise) =>
        Optimizer is { } optimizer ? Read(optimizer, key, otherwise) : otherwise;

    /// <summary>The optimizer's decay rates of its running means.</summary>
    public (double Beta1, double Beta2) OptimizerBetas() =>
        Optimizer is { } optimizer && optimizer.TryGetProperty("betas", out var betas)
        && betas.ValueKind == JsonValueKind.Array && betas.GetArrayLength() == 2 && betas.EnumerateArray().All(b => b.ValueKind == JsonValueKind.Number)
            ? (betas[0].GetDouble(), betas[1].GetDouble()) : (0.9, 0.999);

    /// <summary>
    /// Parameter names of an optimizer group, <c>decay</c> or <c>no_decay</c>, or null where the fixture does not list them.
    /// </summary>
    public IReadOnlySet<string>? OptimizerGroup(string group) =>
        Optimizer is { } optimizer && optimizer.TryGetProperty(group, out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Select(name => name.ToString()).ToHashSet() : null;

    /// <summary>Frees the tensors.</summary>
    public void Dispose() => file.Dispose();

    private JsonElement? Optimizer =>
        description.TryGetProperty("optimizer", out var optimizer) && optimizer.ValueKind == JsonValueKind.Object ? optimizer : null;

    private bool Has(string key) => description.GetProperty("config").TryGetProperty(key, out _);

    private double Read(JsonElement container, string key, double? otherwise)
    {
        if (container.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number) return value.GetDouble();
        return otherwise ?? throw new UserError($"The parity fixture {Name} has no number \"{key}\" in its configuration.");
    }
}
