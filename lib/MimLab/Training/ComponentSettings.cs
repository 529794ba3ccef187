namespace MimLab.Training;

/// <summary>
/// The <c>components</c> section of a recipe: in which images the components of the target <c>components</c> are found.
/// </summary>
public sealed record ComponentSettings
{
    /// <summary>Images that are looked at, at most; all their patches count.</summary>
    public int Images { get; init; } = 2000;

    /// <summary>Seed of the choice and of the augmentation; the same for all seeds of a run.</summary>
    public int Seed { get; init; }

    internal void Validate(RecipeCheck check) => check.AtLeast("images", Images, 1);
}
