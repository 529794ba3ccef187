using System.Globalization;

namespace MimLab.Training;

/// <summary>Says what is wrong with a value of a recipe, and where: the file or the override, and the path of the key.</summary>
/// <param name="file">The file.</param>
/// <param name="path">Path of the section.</param>
/// <param name="overrides">
/// What was put over the file: "a.b=value" each; the last that sets a key is where its value stands.
/// </param>
internal sealed class RecipeCheck(string file, string path, IReadOnlyList<string> overrides)
{
    public RecipeCheck Section(string key) => new(file, At(key), overrides);

    private string At(string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>Where the value of a key comes from: the override of the key or of a section around it, else the file.</summary>
    private string Where(string key)
    {
        var by = overrides.LastOrDefault(text => text.Split('=')[0].Trim() is var name && (key == name || key.StartsWith(name + ".", StringComparison.Ordinal)));
        return by is null ? file : $"the override '{by}' (--set)";
    }

    public void That(bool holds, string key, string sentence)
    {
        if (holds) return;
        throw new UserError($"'{At(key)}' in {Where(At(key))} {sentence}.");
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
            var changed = overrides.Count == 0 ? "" : $" with {string.Join(", ", overrides.Select(text => $"--set {text}"))}";
            throw new UserError($"In {file}{changed}{(path.Length == 0 ? "" : $", section '{path}'")}: {e.Message}", e);
        }
    }

    private static string Text(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";
}
