using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MimLab.Models;
using MimLab.Training;
using MimLab.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Runner.Benchmarks;

/// <summary>
/// MimLab's side of the training benchmark, in a process of its own: what <c>step.py</c> is for PyTorch. It trains on one batch, as many
/// steps as each line of its input says.
/// </summary>
internal static class TrainingWorker
{
    /// <summary>Name of the file with the model's first weights, as PyTorch reads it.</summary>
    public const string WeightsFile = "weights.pth";

    /// <summary>Name of the file with <c>images</c> and <c>mask</c>.</summary>
    public const string BatchFile = "batch.pth";

    /// <summary>Name of the file with the resolved recipe.</summary>
    public const string RecipeFile = "recipe.json";

    /// <summary>Writes what both sides start from.</summary>
    public static void Prepare(string folder, Recipe recipe, Device device, int threads)
    {
        using var scope = NewDisposeScope();
        using var model = TrainingSubject.FirstModel(recipe);
        File.WriteAllText(Path.Combine(folder, RecipeFile), recipe.ToJson());
        TorchFile.Write(Path.Combine(folder, WeightsFile), model.state_dict().ToDictionary(p => OfficialName(model, p.Key), p => p.Value));
        var (images, mask) = TrainingSubject.RandomBatch(recipe, model);
        TorchFile.Write(Path.Combine(folder, BatchFile), new Dictionary<string, Tensor> { ["images"] = images, ["mask"] = mask });
        File.WriteAllText(Path.Combine(folder, "case.json"), Opponent.Describe(recipe, model, device.type == DeviceType.CPU ? "cpu" : "cuda", threads));
    }

    /// <summary>Serves one case until its input ends.</summary>
    public static void Run(string folder, Device device, int threads, TextReader input, TextWriter output)
    {
        Engine.Threads = threads;
        using var subject = Open(folder, device);
        var stages = new StageClock(device);
        subject.Step.Passed = stages.Mark;
        output.WriteLine(JsonSerializer.Serialize(new { version = Engine.LibtorchVersion }));
        output.Flush();
        while (input.ReadLine() is { } line)
        {
            var started = Stopwatch.GetTimestamp();
            stages.Begin();
            var loss = subject.Train(int.Parse(line, CultureInfo.InvariantCulture));
            if (device.type != DeviceType.CPU) cuda.synchronize();
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            output.WriteLine(JsonSerializer.Serialize(new { seconds, loss, peakMiB = PeakMiB(), stages = stages.Seconds }));
            output.Flush();
        }
    }

    /// <summary>What PyTorch's side calls a parameter: its name in released checkpoints.</summary>
    public static string OfficialName(MaskedImageModel model, string name) => model switch
    {
        Mae mae => mae.OfficialName(name),
        MixMim => MixMim.OfficialName(name),
        _ => name,
    };

    private static TrainingSubject Open(string folder, Device device)
    {
        var recipe = Recipe.Load(Path.Combine(folder, RecipeFile));
        var model = recipe.CreateModel();
        Load(model, Path.Combine(folder, WeightsFile));
        using var data = Weights.WeightsFile.Open(Path.Combine(folder, BatchFile));
        return new(recipe, model, data.Read("images"), data.Read("mask"), device);
    }

    private static void Load(MaskedImageModel model, string path)
    {
        using var file = Weights.WeightsFile.Open(path);
        using var guard = no_grad();
        foreach (var (name, tensor) in model.state_dict())
        {
            using var value = file.Read(OfficialName(model, name));
            tensor.copy_(value);
        }
    }

    /// <summary>The most resident memory that this process has had.</summary>
    private static double PeakMiB()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / (double)(1 << 20);
    }
}
