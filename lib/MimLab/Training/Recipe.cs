using System.Text.Json;
using System.Text.Json.Serialization;
using MimLab.Data;
using MimLab.Masking;
using MimLab.Models;

namespace MimLab.Training;

/// <summary>
/// A full training recipe: what is trained, on what, how, and how it is judged. Recipes are JSON files; comments and trailing
/// commas are allowed, unknown keys are not, and <c>"base": "other.json"</c> inherits everything that is not said again.
/// A stage that the recipe does not have is null.
/// </summary>
public sealed record Recipe
{
    /// <summary>Short name, used in file names and records.</summary>
    public required string Name { get; init; }

    /// <summary>The paper and table it follows, or what it is for.</summary>
    public string Source { get; init; } = "";

    /// <summary>The model.</summary>
    public required ModelSettings Model { get; init; }

    /// <summary>How pre-training hides patches.</summary>
    public MaskSettings Mask { get; init; } = new();

    /// <summary>The image set.</summary>
    public required DatasetSettings Data { get; init; }

    /// <summary>Masked pre-training.</summary>
    public PretrainSettings? Pretrain { get; init; }

    /// <summary>Fine-tuning on labels.</summary>
    public FineTuneSettings? Finetune { get; init; }

    /// <summary>Linear probe.</summary>
    public ProbeSettings? Probe { get; init; }

    /// <summary>Weighted nearest neighbours.</summary>
    public NeighbourSettings? Knn { get; init; }

    /// <summary>How the tokenizer is trained that the target <c>tokens</c> needs.</summary>
    public TokenizerSettings? Tokenizer { get; init; }

    /// <summary>How the colours are found that the target <c>clusters</c> needs.</summary>
    public ClusterSettings? Clusters { get; init; }

    /// <summary>In which images the components are found that the target <c>components</c> needs.</summary>
    public ComponentSettings? Components { get; init; }

    /// <summary>Path of the file it was read from; empty for one made in code.</summary>
    [JsonIgnore]
    public string File { get; init; } = "";

    /// <summary>Where files that a target needs are made, once for all runs: colour clusters, components, tokenizers.</summary>
    [JsonIgnore]
    public string TargetFolder { get; init; } = Path.Combine("runs", "targets");

    /// <summary>SHA-256 of the resolved canonical JSON, in lower-case hexadecimal.</summary>
    [JsonIgnore]
    public string Hash => RecipeJson.Hash(JsonSerializer.SerializeToNode(this, RecipeJson.Options)!);

    /// <summary>
    /// SHA-256 of what decides the pre-trained weights (model, mask, data, pretrain): recipes that differ only in how they
    /// evaluate share it, and a checkpoint belongs to it.
    /// </summary>
    [JsonIgnore]
    public string PretrainingHash => PretrainingPart(this).Hash;

    /// <summary>
    /// SHA-256 of what decides the figures of a run: everything but its name and its source, which are words. Runs of recipes that share
    /// it, on the same images and with the same seed, are the same run.
    /// </summary>
    [JsonIgnore]
    public string WorkHash => (this with { Name = "", Source = "" }).Hash;

    /// <summary>What decides the pre-trained weights.</summary>
    internal static Recipe PretrainingPart(Recipe recipe) => recipe with
    {
        Name = "",
        Source = "",
        Finetune = null,
        Probe = null,
        Knn = null,
        Tokenizer = recipe.Model is { Target: "tokens", Tokenizer: null } ? recipe.Tokenizer : null,
        Clusters = recipe.Model is { Target: "clusters", ClusterFile: null } ? recipe.Clusters : null,
        Components = recipe.Model is { Target: "components", ComponentFile: null } ? recipe.Components : null,
    };

    /// <summary>What decides a fine-tuning apart from the encoder it starts from: model, data, finetune.</summary>
    internal static Recipe FinetuningPart(Recipe recipe) =>
        recipe with { Name = "", Source = "", Mask = new(), Pretrain = null, Tokenizer = null, Clusters = null, Components = null, Probe = null, Knn = null };

    /// <summary>What decides a probe's classifiers apart from the encoder they look at: model, data, probe.</summary>
    internal static Recipe ProbingPart(Recipe recipe) => FinetuningPart(recipe) with { Finetune = null, Probe = recipe.Probe };

    /// <summary>The recipe with the section written out that its target needs and that it leaves to the defaults.</summary>
    internal Recipe Complete() => this with
    {
        Tokenizer = Tokenizer ?? (Model is { Target: "tokens", Tokenizer: null } && Pretrain is not null ? new() : null),
        Clusters = Clusters ?? (Model is { Target: "clusters", ClusterFile: null } && Pretrain is not null ? new() : null),
        Components = Components ?? (Model is { Target: "components", ComponentFile: null } && Pretrain is not null ? new() : null),
    };

    /// <summary>Reads a recipe, the files it is based on, and applies overrides in order.</summary>
    /// <param name="path">A JSON file.</param>
    /// <param name="overrides">"a.b=value" each; the value is JSON, or else taken as a string.</param>
    /// <exception cref="UserError">A missing file, bad JSON, an unknown key, a wrong type, a value out of range.</exception>
    public static Recipe Load(string path, IEnumerable<string>? overrides = null) => RecipeFile.Load(path, overrides ?? []);

    /// <summary>The resolved recipe as indented JSON: every default written out, no base.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecipeJson.Options);

    /// <summary>A new model to pre-train, for input pixels as this recipe normalises them.</summary>
    /// <exception cref="UserError">A setting of the model is not allowed.</exception>
    public MaskedImageModel CreateModel() =>
        Model.CreateModel(Pretrain is null ? null : Normalisation.Named(Pretrain.Augmentation.Normalisation), TargetFile.Of(this));

    /// <summary>Checks every range.</summary>
    /// <exception cref="UserError">The first value out of range, named with its path and file.</exception>
    public Recipe Validate() => Validate([]);

    /// <summary>The same, naming the override that brought a value out of range.</summary>
    internal Recipe Validate(IReadOnlyList<string> overrides)
    {
        var check = new RecipeCheck(File.Length == 0 ? $"recipe {Name}" : File, "", overrides);
        check.That(!string.IsNullOrWhiteSpace(Name), "name", "is empty, but names the run's files");
        check.That(Name.AsSpan().IndexOfAny('/', '\\', '\0') < 0 && Name is not ("." or ".."), "name", $"is \"{Name}\", but names the run's folder: leave out slashes");
        check.Also(Data.Validate);
        check.Also(() => Model.Validate(Mask.Create(Model.ImageSize, Model.AnyEncoderShape().TokenSize)));
        Pretrain?.Validate(check.Section("pretrain"));
        Tokenizer?.Validate(check.Section("tokenizer"));
        Clusters?.Validate(check.Section("clusters"));
        Components?.Validate(check.Section("components"));
        Finetune?.Validate(check.Section("finetune"));
        if (Finetune?.Blocks is { } tuned && Model.AnyEncoderShape().BlockCount is var blocks)
            check.That(tuned <= blocks, "finetune.blocks", $"is {tuned}, but the encoder has {blocks} blocks: use null for all of them");
        Probe?.Validate(check.Section("probe"), Model.AnyEncoderShape());
        Knn?.Validate(check.Section("knn"));
        return this;
    }

    /// <summary>A section that a command needs.</summary>
    /// <exception cref="UserError">The recipe has no such section.</exception>
    internal T Need<T>(T? section, string key) where T : class => section
        ?? throw new UserError($"{(File.Length == 0 ? $"Recipe {Name}" : File)} has no '{key}' section: add one, or choose a recipe that has it.");
}
