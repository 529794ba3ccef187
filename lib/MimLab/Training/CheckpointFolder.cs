using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>The checkpoints of one run: the last and the best, and how a model and its optimizer get in and out of them.</summary>
internal sealed class CheckpointFolder(TrainingPlan plan, nn.Module model, IOptimizer optimizer, WeightAverage? average, RunContext context)
{
    private readonly string encoder = Path.Combine(context.Directory, Pretraining.EncoderFile);
    private bool written;

    /// <summary>Name of the file with the last checkpoint.</summary>
    public const string LastFile = "last.safetensors";

    public string Last { get; } = Path.Combine(context.Directory, LastFile);

    public string Best { get; } = Path.Combine(context.Directory, "best.safetensors");

    /// <summary>The newest checkpoint of this run; null when none was written yet.</summary>
    public string? LastGood => written ? Last : null;

    /// <summary>
    /// Makes the folder ready: restores the run it holds and returns where it stands, or clears it for a new run and returns
    /// null.
    /// </summary>
    /// <exception cref="UserError">The checkpoint is damaged or of another run, or the folder cannot be written.</exception>
    public TrainerState? Open()
    {
        if (context.Resume && File.Exists(Last))
        {
            var state = Restore();
            if (state.Step < plan.Updates) File.Delete(encoder); // left by a run before this one
            return state;
        }
        try
        {
            Directory.CreateDirectory(context.Directory);
            foreach (var stale in new[] { Last, Best, Path.Combine(context.Directory, "metrics.jsonl"), encoder }.Concat(
                Directory.EnumerateFiles(context.Directory, "events.out.tfevents.*.mimlab"))) File.Delete(stale);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"Cannot write into the run's folder {context.Directory}: {e.Message.Split(" : ")[0].TrimEnd('.')}; choose another folder.", e);
        }
        return null;
    }

    /// <summary>Writes the last checkpoint, and gives it the name of the best one too when it is.</summary>
    public void Save(TrainerState state, bool best)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, tensor) in Live()) tensors[name] = tensor.detach().cpu();
        foreach (var (name, device) in Generators())
            if (Engine.GetRngState(device) is { Length: > 0 } bytes) tensors[name] = tensor(bytes, ScalarType.Byte);
        Checkpoint.Write(Last, plan, context.Seed, state, tensors);
        written = true;
        if (best) DurableFile.Duplicate(Last, Best, "the best checkpoint");
    }

    private TrainerState Restore()
    {
        using var saved = new Checkpoint(Last);
        if (!plan.Identity.Is(saved.Identity, saved.RecipeText) || saved.Stage != plan.Stage)
            throw new UserError($"{Last} is a checkpoint of {saved.Stage} with recipe {saved.RecipeName} ({Short(saved.Identity)}), but this run is "
                + $"{plan.Stage} with recipe {plan.RecipeName} ({Short(plan.Identity.Hash)}): use another folder, or start anew (mim: --fresh).");
        if (saved.Seed != context.Seed)
            throw new UserError($"{Last} is a checkpoint of seed {saved.Seed}, but this run has seed {context.Seed}: use another folder, or the same seed.");
        var state = saved.State;
        if (state.Step > plan.Updates || state.Unlogged.Count >= plan.LogEvery)
            throw new UserError($"{Last} stands at step {state.Step} with {state.Unlogged.Count} unlogged steps, which this run of {plan.Updates} steps cannot be: it is damaged.");
        saved.CopyInto(Live());
        optimizer.StepCount = state.Step;
        foreach (var (name, device) in Generators()) Engine.SetRngState(device, saved.Bytes(name));
        written = true;
        return state;
    }

    /// <summary>Every tensor that changes in training, by its name in the file.</summary>
    private IEnumerable<KeyValuePair<string, Tensor>> Live()
    {
        foreach (var (name, value) in model.state_dict()) yield return new($"model/{name}", value);
        foreach (var (name, value) in optimizer.State()) yield return new($"optimizer/{name}", value);
        foreach (var (name, value) in average?.Tensors ?? []) yield return new($"ema/{name}", value);
    }

    private IEnumerable<(string Name, Device Device)> Generators()
    {
        yield return ("rng/cpu", CPU);
        if (context.Device.type != DeviceType.CPU) yield return ("rng/device", context.Device);
    }

    private static string Short(string hash) => hash.Length <= 12 ? hash : hash[..12];
}
