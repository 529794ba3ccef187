using System.Text.Encodings.Web;
using System.Text.Json;

namespace MimLab.Data.Preparation;

/// <summary>The <c>manifest.json</c> beside a prepared data set: what it is, where it comes from, and what was found.</summary>
public sealed record DatasetManifest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The set's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>What may be done with it.</summary>
    public required string Licence { get; init; }

    /// <summary>What was imported: the original or a changed copy.</summary>
    public string Form { get; init; } = "original";

    /// <summary>SHA-256 of what was downloaded or imported, when it was one file.</summary>
    public string? ImportedSha256 { get; init; }

    /// <summary>SHA-256 of each file written, by name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>The data sets' own hashes, by split, as run records name them.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; init; } = new Dictionary<string, string>();

    /// <summary>Images, by split.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>The classes, by label.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>How many images could not be read; a manifest from before there was this number lists them all.</summary>
    public int UnreadableCount { get => Math.Max(field, Unreadable.Count); init; }

    /// <summary>Images that could not be read, by name, with the reason: the first thousand of each split.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable { get; init; } = [];

    /// <summary>Where the set lies; not written to the file.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>As JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>Writes <c>manifest.json</c> into <see cref="Folder"/>, as a whole or not at all.</summary>
    public void Write()
    {
        var path = Path.Combine(Folder, "manifest.json");
        File.WriteAllText(path + ".part", ToJson());
        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>Reads a manifest; null when there is none or it is damaged.</summary>
    public static DatasetManifest? Read(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "manifest.json"));
            return JsonSerializer.Deserialize<DatasetManifest>(text, Json) is { } read ? read with { Folder = folder } : null;
        }
        catch (Exception problem) when (problem is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
