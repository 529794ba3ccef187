using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MimLab.Training;

/// <summary>
/// A resolved recipe as a record or a checkpoint holds it, read again with today's schema: keys that came later have their
/// defaults, so what was done before the schema grew is still known for what it is. Texts are read once and kept.
/// </summary>
public sealed class StoredRecipe
{
    private static readonly ConcurrentDictionary<string, StoredRecipe?> Known = new(StringComparer.Ordinal);

    private readonly Lazy<string> work;
    private readonly Lazy<string> pretraining;

    private StoredRecipe(Recipe recipe, JsonObject text)
    {
        (Recipe, Text) = (recipe, text);
        work = new(() => recipe.WorkHash);
        pretraining = new(() => recipe.PretrainingHash);
    }

    /// <summary>The recipe as today's schema understands it.</summary>
    public Recipe Recipe { get; }

    /// <summary>Today's <see cref="Recipe.WorkHash"/>.</summary>
    public string WorkHash => work.Value;

    /// <summary>Today's <see cref="Recipe.PretrainingHash"/>.</summary>
    public string PretrainingHash => pretraining.Value;

    /// <summary>What was stored.</summary>
    internal JsonObject Text { get; }

    /// <summary>Reads a stored recipe; null when today's schema refuses it.</summary>
    /// <param name="json">A resolved recipe, as <see cref="Recipe.ToJson"/> writes it.</param>
    public static StoredRecipe? Of(string json) => Known.GetOrAdd(json, Read);

    /// <summary>The recipe of the last checkpoint in a stage's folder; null when there is none that can be read.</summary>
    public static StoredRecipe? InFolder(string directory)
    {
        try
        {
            return CheckpointHeader.Find(Path.Combine(directory, CheckpointFolder.LastFile)) is { } header ? Of(header.RecipeText) : null;
        }
        catch (UserError)
        {
            return null;
        }
    }

    private static StoredRecipe? Read(string json)
    {
        try
        {
            if (JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false }) is not JsonObject text) return null;
            RecipeSchema.Check(text, typeof(Recipe), "", "a stored recipe", []);
            return new StoredRecipe(text.Deserialize<Recipe>(RecipeJson.Options)!, text);
        }
        catch (Exception e) when (e is JsonException or UserError)
        {
            return null;
        }
    }
}
