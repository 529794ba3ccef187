using MimLab.Data;
using MimLab.Models;
using MimLab.Targets;
using MimLab.Weights;

namespace MimLab.Training;

/// <summary>
/// The file behind a target that is learned from images before any pre-training: colour clusters, components of patches or a
/// tokenizer. Where a recipe names none, it is made once, in the recipe's folder for such files, under a name that says by what
/// settings.
/// </summary>
public static class TargetFile
{
    /// <summary>Its path, whether it exists or not; null for targets that need none.</summary>
    public static string? Of(Recipe recipe) => recipe.Model switch
    {
        { Target: "clusters", ClusterFile: { } named } => Path.GetFullPath(named),
        { Target: "tokens", Tokenizer: { } named } => Path.GetFullPath(named),
        { Target: "components", ComponentFile: { } named } => Path.GetFullPath(named),
        { Target: "components" } => Made(recipe, $"components-{ComponentPart(recipe).Hash[..12]}.safetensors"),
        { Target: "clusters" } => Made(recipe, $"clusters-{ClusterPart(recipe).Hash[..12]}.json"),
        { Target: "tokens" } => Made(recipe, $"tokenizer-{TokenizerPart(recipe).Hash[..12]}.safetensors"),
        _ => null,
    };

    /// <summary>Makes the file where it is missing and the recipe says how.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="images">Its training images.</param>
    /// <param name="context">Device, who is told, when to stop; the recipe has the folder and the seed.</param>
    /// <returns>Whether the recipe has what it needs; false when interrupted.</returns>
    /// <exception cref="UserError">
    /// A file that the recipe names is missing, or the one that is there was made from other images.
    /// </exception>
    public static bool Ensure(Recipe recipe, IImageDataset images, RunContext context)
    {
        if (Of(recipe) is not { } path) return true;
        var model = recipe.Model;
        var (named, key, verb) = model.Target switch
        {
            "tokens" => (model.Tokenizer, "model.tokenizer", "mim tokenizer"),
            "components" => (model.ComponentFile, "model.componentFile", "mim components"),
            _ => (model.ClusterFile, "model.clusterFile", "mim clusters"),
        };
        if (File.Exists(path)) return named is not null || OfTheseImages(path, colours: model.Target == "clusters", images);
        if (named is not null)
            throw new UserError($"There is no file {named}, which {key} names in recipe {recipe.Name}: leave the key out to have it made, or make it with '{verb}'.");
        return model.Target switch
        {
            "tokens" => TokenizerTraining.Run(recipe, images, context, path),
            "components" => ComponentFitting.Run(recipe, images, context, path),
            _ => MakeClusters(recipe, images, context, path),
        };
    }

    /// <summary>SHA-256 of the file, as a list of one; empty for targets that need none. A missing file counts as none.</summary>
    internal static string[] Hashes(Recipe recipe)
    {
        if (Of(recipe) is not { } path) return [];
        return [File.Exists(path) ? ContentHash.OfFile(path) : ""];
    }

    /// <summary>What decides the colours.</summary>
    internal static Recipe ClusterPart(Recipe recipe) => Bare(recipe) with
    {
        Model = new ModelSettings { Clusters = recipe.Model.Clusters },
        Clusters = recipe.Clusters ?? new(),
    };

    /// <summary>What decides a tokenizer's weights.</summary>
    internal static Recipe TokenizerPart(Recipe recipe)
    {
        var (shape, settings, pretrain) = (recipe.Model.AnyEncoderShape(), recipe.Tokenizer ?? new(), recipe.Pretrain ?? new());
        return Bare(recipe) with
        {
            Model = new ModelSettings
            {
                ImageSize = shape.ImageSize,
                PatchSize = shape.TokenSize,
                TargetSize = recipe.Model.TargetSize ?? shape.ImageSize,
                Tokens = recipe.Model.Tokens,
            },
            Tokenizer = settings with { Images = settings.Images ?? pretrain.Images },
            Pretrain = new PretrainSettings { Epochs = settings.Images is null ? pretrain.Epochs : null, Augmentation = pretrain.Augmentation },
        };
    }

    /// <summary>What decides the components of patches.</summary>
    internal static Recipe ComponentPart(Recipe recipe)
    {
        var shape = recipe.Model.AnyEncoderShape();
        return Bare(recipe) with
        {
            Model = new ModelSettings
            {
                ImageSize = shape.ImageSize,
                PatchSize = shape.TokenSize,
                TargetSize = recipe.Model.TargetSize ?? shape.ImageSize,
                Components = recipe.Model.Components,
            },
            Components = recipe.Components ?? new(),
            Pretrain = new PretrainSettings { Augmentation = (recipe.Pretrain ?? new()).Augmentation },
        };
    }

    /// <summary>The pixels of a patch as a tokenizer or components see them, from the model of such a part.</summary>
    internal static PatchGrid Grid(ModelSettings part) => new(3, part.PatchSize!.Value, part.TargetSize!.Value * part.PatchSize.Value / part.ImageSize);

    private static Recipe Bare(Recipe recipe) => new() { Name = "", Model = new(), Data = recipe.Data };

    private static string Made(Recipe recipe, string name) => Path.GetFullPath(Path.Combine(recipe.TargetFolder, name));

    private static bool OfTheseImages(string path, bool colours, IImageDataset images)
    {
        var hash = colours ? ColourCentres.Load(path).DataHash : SafeTensors.ReadMetadata(path).GetValueOrDefault("dataHash");
        return hash == images.Hash ? true
            : throw new UserError($"{path} was made from other images than {images.Name} as it is now: delete it, with the folder of the same name, to have it made anew.");
    }

    private static bool MakeClusters(Recipe recipe, IImageDataset images, RunContext context, string path)
    {
        var settings = recipe.Clusters ?? new();
        context.Progress.Note($"Finding {recipe.Model.Clusters} colour clusters in {images.Name}, once for all runs that use them.");
        var found = ColourCentres.Of(images, recipe.Model.Clusters, settings.Images, settings.PixelsPerImage, settings.Iterations, settings.Seed);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        DurableFile.Replace(path, "the colour clusters", found.Write);
        context.Progress.Note($"Colours from {found.Pixels} pixels of {found.Images} images, off by {255 * Math.Sqrt(found.Error / 3):0.0} of 255 on average (root mean square).");
        return true;
    }
}
