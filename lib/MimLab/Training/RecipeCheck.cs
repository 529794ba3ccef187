using System.Globalization;

namespace MimLab.Training;

/// <summary>Says what is wrong with a value of a recipe, and where: the file and the path of the key.</summary>
internal sealed class RecipeCheck(string file, string path)
{
    public RecipeCheck Section(string key) => new(file, path.Length == 0 ? key : $"{path}.{key}");

    public void That(bool holds, string key, string sentence)
    {
        if (holds) return;
        throw new UserError($"'{(path.Length == 0 ? key : $"{path}.{key}")}' in {file} {sentence}.");
    }

    public void AtLeast(string key, double? value, double least) =>
        That(value is null || value >= least, key, $"is {Text(value)}, but must be at least {Text(least)}");

    public void Positive(string key, double? value) =>
        That(value is null or > 0, key, $"is {Text(value)}, but must be above 0");

    public void Within(string key, double value, double least, double most) =>
        That(value >= least && value <= most, key, $"is {Text(value)}, but must be from {Text(least)} to {Text(most)}");

    public void OneOf(string key, string value, params string[] known) =>
        That(known.Contains(value), key, $"is \"{value}\", but must be {string.Join(" or ", known.Select(k => $"\"{k}\""))}");

    public void ExactlyOne<T>(string first, T? a, string second, T? b) where T : struct =>
        That(a is null != b is null, first, a is null
            ? $"is missing: give it or {second}"
            : $"cannot be given together with {second}: keep one");

    /// <summary>Runs a check of another part of the library and adds the place to what it says.</summary>
    public void Also(Action validate)
    {
        try
        {
            validate();
        }
        catch (UserError e)
        {
            throw new UserError($"In {file}{(path.Length == 0 ? "" : $", section '{path}'")}: {e.Message}", e);
        }
    }

    private static string Text(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";
}
