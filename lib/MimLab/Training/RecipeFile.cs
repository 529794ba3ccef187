using System.Text.Json;
using System.Text.Json.Nodes;

namespace MimLab.Training;

/// <summary>Reads a recipe file: its bases, its overrides, and every complaint with file and path.</summary>
internal static class RecipeFile
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    public static Recipe Load(string path, IEnumerable<string> overrides)
    {
        var tree = ReadWithBase(path, []);
        string[] above = [.. overrides];
        foreach (var text in above) tree = Override(tree, text);
        return Bind(tree, path, above);
    }

    private static JsonObject ReadWithBase(string path, IReadOnlyList<string> below)
    {
        var full = Path.GetFullPath(path);
        if (below.Contains(full))
            throw new UserError($"'base' in {path} leads back to itself: {string.Join(" -> ", below.Append(full).Select(Path.GetFileName))}.");
        var tree = Parse(path);
        RecipeSchema.Check(tree, typeof(Recipe), "", path, ["base"]);
        if (!tree.Remove("base", out var named)) return tree;
        if (named?.GetValueKind() != JsonValueKind.String)
            throw new UserError($"'base' in {path} must be the name of a recipe file, relative to this one.");
        var basePath = Path.Combine(Path.GetDirectoryName(path) ?? "", named.GetValue<string>());
        if (!File.Exists(basePath)) throw new UserError($"'base' in {path} names {basePath}, which does not exist.");
        return RecipeJson.Merge(ReadWithBase(basePath, [.. below, full]), tree);
    }

    private static JsonObject Parse(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: Lenient) as JsonObject
                ?? throw new UserError($"{path} is not a recipe: it must hold one JSON object.");
        }
        catch (JsonException e)
        {
            var at = e.LineNumber is null ? "" : $" at line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}"; // a key given twice has no place
            throw new UserError($"{path} is not valid JSON{at}: {FirstSentence(e.Message)}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError(e is FileNotFoundException or DirectoryNotFoundException
                ? $"There is no recipe file {path}." : $"Cannot read the recipe file {path}: {e.Message}", e);
        }
    }

    private static JsonObject Override(JsonObject tree, string text)
    {
        var equals = text.IndexOf('=');
        if (equals <= 0) throw new UserError($"The override '{text}' must have the form key=value, for example pretrain.batch=64.");
        var keys = text[..equals].Trim().Split('.');
        var above = new JsonObject();
        var inner = above;
        foreach (var key in keys[..^1]) inner[key] = inner = [];
        inner[keys[^1]] = Value(text[(equals + 1)..].Trim());
        RecipeSchema.Check(above, typeof(Recipe), "", $"the override '{text}'", []);
        return RecipeJson.Merge(tree, above);
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Lenient);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text); // a bare word is a string
        }
    }

    private static Recipe Bind(JsonObject tree, string path, IReadOnlyList<string> overrides)
    {
        try
        {
            return (tree.Deserialize<Recipe>(RecipeJson.Options)! with { File = path }).Complete().Validate(overrides);
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split("including: ") is [_, var keys] ? $"it lacks {FirstSentence(keys)}" : FirstSentence(e.Message);
            throw new UserError($"{path} is not a complete recipe: {reason}.", e);
        }
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }
}
