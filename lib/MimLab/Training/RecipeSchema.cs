using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace MimLab.Training;

/// <summary>Checks JSON against the record types of a recipe: unknown keys with the nearest known one, and wrong types.</summary>
internal static class RecipeSchema
{
    private static readonly JsonSerializerOptions OneLine = new(RecipeJson.Options) { WriteIndented = false };

    /// <summary>
    /// Throws on the first key of <paramref name="node"/> that <paramref name="type"/> does not have or cannot hold.
    /// </summary>
    public static void Check(JsonNode? node, Type type, string path, string where, IReadOnlyList<string> alsoAllowed)
    {
        var known = RecipeJson.Options.GetTypeInfo(type);
        if (known.Kind != JsonTypeInfoKind.Object)
        {
            CheckValue(node, type, path, where);
            return;
        }
        if (node is not JsonObject given)
        {
            if (node is null && path.Length > 0) return; // null: the section is left out
            throw new UserError($"'{path}' in {where} is {Shown(node)}, but must be an object {{ ... }}.");
        }
        foreach (var (key, value) in given)
        {
            if (alsoAllowed.Contains(key)) continue;
            var at = path.Length == 0 ? key : $"{path}.{key}";
            var property = known.Properties.FirstOrDefault(p => p.Name == key && p.Get is not null)
                ?? throw new UserError($"Unknown key '{at}' in {where}: {NearestName.Hint(key, known.Properties.Where(p => p.Get is not null).Select(p => p.Name))}");
            if (value is null && !property.IsSetNullable && !property.PropertyType.IsValueType)
                throw new UserError($"'{at}' in {where} is null, but must have a value: leave it out for the default.");
            Check(value, property.PropertyType, at, where, []);
        }
    }

    private static void CheckValue(JsonNode? node, Type type, string path, string where)
    {
        try
        {
            if (node is null && type.IsValueType && Nullable.GetUnderlyingType(type) is null) throw new JsonException();
            _ = node.Deserialize(type, RecipeJson.Options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new UserError($"'{path}' in {where} is {Shown(node)}, but must be {Expected(Nullable.GetUnderlyingType(type) ?? type, node)}.", e);
        }
    }

    private static string Expected(Type type, JsonNode? node)
    {
        if (type.IsEnum)
        {
            var names = Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName).ToArray();
            var nearest = NearestName.Find(node?.ToString() ?? "", names);
            return $"one of {string.Join(", ", names.Select(n => $"\"{n}\""))}" + (nearest is null ? "" : $" (did you mean \"{nearest}\"?)");
        }
        if (type == typeof(string)) return "a string in quotes";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(int) || type == typeof(long) || type == typeof(ulong)) return "a whole number";
        if (type == typeof(double) || type == typeof(float)) return "a number";
        return "a list [ ... ] of the right kind";
    }

    private static string Shown(JsonNode? node)
    {
        var text = node?.ToJsonString(OneLine) ?? "null";
        return text.Length <= 40 ? text : text[..40] + "...";
    }
}
