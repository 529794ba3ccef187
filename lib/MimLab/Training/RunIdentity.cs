using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MimLab.Training;

/// <summary>
/// What decides the weights of a run: a part of its recipe, and what lies outside of the recipe (the images, the encoder it
/// starts from). A run continues only from a checkpoint of the same identity.
/// </summary>
/// <param name="recipe">The recipe.</param>
/// <param name="part">The part of a recipe that the stage depends on; the rest is emptied.</param>
/// <param name="besides">Hashes of what lies outside of the recipe.</param>
internal sealed class RunIdentity(Recipe recipe, Func<Recipe, Recipe> part, params string[] besides)
{
    /// <summary>The identity as one hash.</summary>
    public string Hash { get; } = Of([part(recipe).Hash, .. besides]);

    /// <summary>
    /// Whether a checkpoint is of this run: by its hash, or, where the schema has grown since it was written, by its recipe read
    /// again today. Its hash then must be the one that this run had under the schema of that time, so that images and encoder are
    /// compared too.
    /// </summary>
    /// <param name="identity">The hash in the checkpoint.</param>
    /// <param name="recipeText">The recipe in the checkpoint.</param>
    public bool Is(string identity, string recipeText)
    {
        if (identity == Hash) return true;
        return StoredRecipe.Of(recipeText) is { } stored
            && part(stored.Recipe).Hash == part(recipe).Hash
            && identity == Of([RecipeJson.Hash(AsThen(part(stored.Recipe), stored.Text)), .. besides]);
    }

    private static string Of(string[] parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    private static JsonNode AsThen(Recipe kept, JsonObject text) => Restrict(JsonSerializer.SerializeToNode(kept, RecipeJson.Options)!, text)!;

    /// <summary><paramref name="today"/> without the keys that <paramref name="then"/> does not have.</summary>
    private static JsonNode? Restrict(JsonNode? today, JsonNode? then) => (today, then) is (JsonObject now, JsonObject old)
        ? new JsonObject(now.Where(p => old.ContainsKey(p.Key)).Select(p => KeyValuePair.Create(p.Key, Restrict(p.Value, old[p.Key]))))
        : today?.DeepClone();
}
