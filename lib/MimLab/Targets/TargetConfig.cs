using System.Globalization;
using MimLab.Data;

namespace MimLab.Targets;

/// <summary>
/// What a masked image model predicts of each patch, and how that is scored (SimMIM sections 3.4, 4.1.4 and 4.1.5).
/// </summary>
public sealed record TargetConfig
{
    /// <summary>
    /// <c>pixels</c> (<see cref="PixelTarget"/>), <c>bins</c> (<see cref="ColourBins"/>), <c>clusters</c>
    /// (<see cref="ColourClusters"/>), <c>components</c> (<see cref="PrincipalComponents"/>) or <c>tokens</c>
    /// (<see cref="VisualTokens"/>).
    /// </summary>
    public string Kind { get; init; } = "pixels";

    /// <summary><c>l1</c>, <c>l2</c> or <c>smooth-l1</c>, for pixels; classes are scored by cross-entropy.</summary>
    public string Loss { get; init; } = "l1";

    /// <summary>Where <c>smooth-l1</c> turns from a square to a line.</summary>
    public double Beta { get; init; } = 1;

    /// <summary><c>masked</c> or <c>full</c>: which patches the loss counts.</summary>
    public string Area { get; init; } = "masked";

    /// <summary>Side of the predicted image in pixels, or null for the input's.</summary>
    public int? Size { get; init; }

    /// <summary>
    /// Side in pixels of the window around each pixel over which the target <c>pixels</c> is normalised
    /// (<see cref="LocalNormalisation"/>; 47 in SimMIM with SwinV2), or null for the input's pixels as they are.
    /// </summary>
    public int? Window { get; init; }

    /// <summary>Bins of each colour, for <c>bins</c>.</summary>
    public int Bins { get; init; } = 8;

    /// <summary>How many colours <c>clusters</c> has.</summary>
    public int Clusters { get; init; } = 512;

    /// <summary>How many components of a patch <c>components</c> has.</summary>
    public int Components { get; init; } = 96;

    /// <summary>How many tokens <c>tokens</c> has.</summary>
    public int Tokens { get; init; } = 512;

    /// <summary>
    /// The file of centres of <c>clusters</c> or of components of <c>components</c>, or the tokenizer of <c>tokens</c>; null for
    /// other targets.
    /// </summary>
    public string? File { get; init; }

    /// <summary>What was done to the input's pixels; colours are sorted as they were before.</summary>
    public Normalisation Normalisation { get; init; } = Normalisation.ImageNet;

    /// <summary>Whether the loss counts every patch.</summary>
    public bool WholeImage => Area == "full";

    /// <summary>Checks the values against each other and the encoder's patches.</summary>
    /// <exception cref="UserError">One does not fit; the message names its key in a recipe and what does.</exception>
    public void Validate(int channels, int imageSize, int patchSize)
    {
        OneOf("model.target", Kind, "pixels", "bins", "clusters", "components", "tokens");
        OneOf("model.loss", Loss, "l1", "l2", "smooth-l1");
        OneOf("model.lossArea", Area, "masked", "full");
        if (Kind == "components" && Loss != "l1")
            throw new UserError($"model.loss is \"{Loss}\", but the target components is scored by squared errors: leave model.loss out.");
        if (Kind != "pixels" && Loss != "l1")
            throw new UserError($"model.loss is \"{Loss}\", but the target {Kind} is made of classes, which are scored by cross-entropy: leave model.loss out.");
        if (!(Beta > 0) || !double.IsFinite(Beta))
            throw new UserError(string.Create(CultureInfo.InvariantCulture, $"model.lossBeta must be positive, but it is {Beta}."));
        if (Window is { } window && (Kind != "pixels" || window < 3 || window % 2 == 0))
            throw new UserError($"model.targetWindow must be odd, at least 3, and used with the target pixels, but it is {window} with the target {Kind}.");
        Between("model.bins", Bins, 2, 256);
        Between("model.clusters", Clusters, 2, 65_536);
        Between("model.tokens", Tokens, 2, 65_536);
        var grid = imageSize / patchSize;
        int[] sizes = [.. Enumerable.Range(1, patchSize).Where(side => patchSize % side == 0).Select(side => side * grid)];
        if (Size is { } size && !sizes.Contains(size))
            throw new UserError($"model.targetSize must be {Choice(sizes)} for {grid} x {grid} patches of {patchSize} px, but it is {size}.");
        if (Kind == "components") Between("model.components", Components, 1, channels * Grid(channels, imageSize, patchSize).Pixels);
    }

    /// <summary>The pixels of a patch at the target's resolution.</summary>
    internal PatchGrid Grid(int channels, int imageSize, int patchSize) =>
        new(channels, patchSize, (Size ?? imageSize) / (imageSize / patchSize));

    /// <summary>Numbers that the head predicts for each patch.</summary>
    public int Outputs(int channels, int imageSize, int patchSize)
    {
        var pixels = Grid(channels, imageSize, patchSize).Pixels;
        return Kind switch
        {
            "bins" => channels * pixels * Bins,
            "clusters" => pixels * Clusters,
            "components" => Components,
            "tokens" => Tokens,
            _ => channels * pixels,
        };
    }

    /// <summary>The target.</summary>
    /// <exception cref="UserError">As <see cref="Validate"/>.</exception>
    public IPredictionTarget Create(int channels, int imageSize, int patchSize)
    {
        Validate(channels, imageSize, patchSize);
        var grid = Grid(channels, imageSize, patchSize);
        return Kind switch
        {
            "bins" => new ColourBins(grid, Bins, Normalisation),
            "clusters" => new ColourClusters(grid, Centres(), Normalisation),
            "components" => new PrincipalComponents(grid, PatchBasis(grid)),
            "tokens" => new VisualTokens(grid, Tokenizer(grid)),
            _ => new PixelTarget(grid, Loss switch { "l2" => PixelError.L2, "smooth-l1" => PixelError.SmoothL1, _ => PixelError.L1 }, Beta, Window),
        };
    }

    private ColourCentres Centres()
    {
        var path = File ?? throw new UserError("The target clusters needs a file of centres: create the model from its recipe, or name one in model.clusterFile.");
        var read = ColourCentres.Load(path);
        return read.Centres.Count == Clusters ? read
            : throw new UserError($"{path} has {read.Centres.Count} colours, but model.clusters is {Clusters}: make them equal.");
    }

    private PatchComponents PatchBasis(PatchGrid grid)
    {
        var path = File ?? throw new UserError("The target components needs a file of components: create the model from its recipe, or name one in model.componentFile.");
        var read = PatchComponents.Load(path);
        var (found, wanted) = ((read.Count, read.Numbers, read.Normalisation), (Components, grid.Channels * grid.Pixels, Normalisation.Name));
        return found == wanted ? read
            : throw new UserError($"{path} has {found.Count} components of {found.Numbers} numbers in the normalisation {found.Normalisation}, but this model needs "
                + $"{wanted.Components} of {wanted.Item2} in {wanted.Name}: use the components of these settings.");
    }

    private DiscreteVae Tokenizer(PatchGrid grid)
    {
        var path = File ?? throw new UserError("The target tokens needs a tokenizer: create the model from its recipe, or name one in model.tokenizer.");
        var read = DiscreteVae.Load(path);
        var (found, wanted) = ((read.Config.Tokens, read.Config.Side, read.Config.Normalisation), (Tokens, grid.Side, Normalisation.Name));
        if (found == wanted) return read;
        read.Dispose();
        throw new UserError($"{path} has {found.Tokens} tokens of {found.Side} px in the normalisation {found.Normalisation}, but this model needs "
            + $"{wanted.Tokens} of {wanted.Side} px in {wanted.Name}: use the tokenizer of these settings.");
    }

    private static void OneOf(string key, string value, params string[] allowed)
    {
        if (!allowed.Contains(value)) throw new UserError($"{key} must be {Choice(allowed)}, but it is \"{value}\".");
    }

    private static void Between(string key, int value, int least, int most)
    {
        if (value < least || value > most) throw new UserError($"{key} must be from {least} to {most}, but it is {value}.");
    }

    private static string Choice<T>(T[] allowed) => allowed.Length == 1 ? $"{allowed[0]}" : $"{string.Join(", ", allowed[..^1])} or {allowed[^1]}";
}
