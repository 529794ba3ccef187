namespace MimLab.Data.Preparation;

/// <summary>
/// Gets, imports or checks one data set, and describes where it comes from. The work behind <c>mim data NAME</c>.
/// </summary>
public abstract class DataPreparation
{
    /// <summary>Every known one.</summary>
    public static IReadOnlyList<DataPreparation> All { get; } = [new ShapesPreparation(), new Cifar10Preparation(), new ImageFolderPreparation()];

    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>One line for help.</summary>
    public abstract string Summary { get; }

    /// <summary>Where the data comes from.</summary>
    public abstract string Source { get; }

    /// <summary>What may be done with it.</summary>
    public abstract string Licence { get; }

    /// <summary>The one with this name (<c>image-folder</c> and <c>imagefolder</c> are the same).</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static DataPreparation Named(string name)
    {
        var plain = name.Replace("-", "").ToLowerInvariant();
        return All.FirstOrDefault(one => one.Name.Replace("-", "") == plain)
            ?? throw new UserError($"The data set '{name}' is not known; "
                + $"use one of {string.Join(", ", All.Select(one => one.Name))}.");
    }

    /// <summary>
    /// Prepares the set below <see cref="PreparationOptions.DataFolder"/> and writes its manifest. Doing it twice is
    /// harmless.
    /// </summary>
    /// <exception cref="UserError">The source is missing, damaged or cannot be reached.</exception>
    public abstract DatasetManifest Prepare(PreparationOptions options);
}
