using System.Text.Json;
using MimLab.Weights;

namespace MimLab.Training;

/// <summary>What a checkpoint says about itself, without its tensors: where the run stands, and which run it is.</summary>
internal class CheckpointHeader
{
    protected const string Format = "mimlab-checkpoint-1";

    private readonly string path;
    private readonly IReadOnlyDictionary<string, string> metadata;

    protected CheckpointHeader(string path, IReadOnlyDictionary<string, string> metadata) => (this.path, this.metadata) = (path, metadata);

    public string RecipeName => Said("recipeName");

    public string Identity => Said("identity");

    public string RecipeText => Said("recipe");

    public string Stage => Said("stage");

    public int Seed => int.TryParse(Said("seed"), out var seed) ? seed : throw Damaged("seed");

    public TrainerState State
    {
        get
        {
            try
            {
                var state = JsonSerializer.Deserialize<TrainerState>(Said("state"));
                return state is { Step: >= 0, Curve: not null, Unlogged: not null } && state.Curve.All(c => c is [_, _]) && state.Unlogged.All(s => s is [_, _, _]) ? state : throw Damaged("state");
            }
            catch (JsonException)
            {
                throw Damaged("state");
            }
        }
    }

    /// <summary>Reads the header; null when the file is not there, cannot be read, or is no checkpoint.</summary>
    public static CheckpointHeader? Find(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var metadata = SafeTensors.ReadMetadata(path);
            return metadata.GetValueOrDefault("format") == Format ? new CheckpointHeader(path, metadata) : null;
        }
        catch (UserError)
        {
            return null;
        }
    }

    private string Said(string key) => metadata.TryGetValue(key, out var text) ? text : throw Damaged(key);

    private UserError Damaged(string key) =>
        new($"{path} is damaged: its metadata has no valid '{key}'; use another checkpoint or start the run afresh.");
}
