using System.Diagnostics;
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
    /// <summary>The learning rate of both sides.</summary>
    public const double LearningRate = 1e-4;

    private const ulong Seed = 0;

    /// <summary>Name of the file with the model's first weights, as PyTorch reads it.</summary>
    public const string WeightsFile = "weights.pth";

    /// <summary>Name of the file with <c>images</c> and <c>mask</c>.</summary>
    public const string BatchFile = "batch.pth";

    /// <summary>Name of the file with the resolved recipe.</summary>
    public const string RecipeFile = "recipe.json";

    /// <summary>Writes what both sides start from.</summary>
    public static void Prepare(string folder, Recipe recipe, Device device, int threads)
    {
        manual_seed((long)Seed);
        using var scope = NewDisposeScope();
        using var model = recipe.CreateModel();
        File.WriteAllText(Path.Combine(folder, RecipeFile), recipe.ToJson());
        TorchFile.Write(Path.Combine(folder, WeightsFile), model.state_dict().ToDictionary(p => OfficialName(model, p.Key), p => p.Value));
        var (size, batch) = (recipe.Model.ImageSize, recipe.Pretrain!.Batch);
        var images = randn(batch, 3, size, size);
        TorchFile.Write(Path.Combine(folder, BatchFile), new Dictionary<string, Tensor> { ["images"] = images, ["mask"] = Masks(recipe, model, batch) });
        File.WriteAllText(Path.Combine(folder, "case.json"), Opponent.Describe(recipe, model, device.type == DeviceType.CPU ? "cpu" : "cuda", threads));
    }

    /// <summary>Serves one case until its input ends.</summary>
    public static void Run(string folder, Device device, int threads, TextReader input, TextWriter output)
    {
        Engine.Threads = threads;
        var recipe = Recipe.Load(Path.Combine(folder, RecipeFile));
        using var model = recipe.CreateModel();
        Load(model, Path.Combine(folder, WeightsFile));
        model.to(device);
        model.train();
        using var data = Weights.WeightsFile.Open(Path.Combine(folder, BatchFile));
        using Tensor images = data.Read("images").to(device), mask = data.Read("mask").to(device);
        using var step = new TrainingStep(model, recipe.Pretrain!, device) { LearningRate = LearningRate };
        var stages = new StageClock(device);
        step.Passed = stages.Mark;
        output.WriteLine(JsonSerializer.Serialize(new { torch = Engine.LibtorchVersion }));
        output.Flush();
        while (input.ReadLine() is { } line)
        {
            var last = double.NaN;
            var started = Stopwatch.GetTimestamp();
            stages.Begin();
            for (var left = int.Parse(line, System.Globalization.CultureInfo.InvariantCulture); left > 0; left--)
            {
                using var loss = step.Accumulate(() => model.forward(images, mask));
                using var norm = step.Update();
                if (left == 1) last = loss.item<float>();
            }
            if (device.type != DeviceType.CPU) cuda.synchronize();
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            output.WriteLine(JsonSerializer.Serialize(new { seconds, loss = last, peakMiB = PeakMiB(), stages = stages.Seconds }));
            output.Flush();
        }
    }

    private static string OfficialName(MaskedImageModel model, string name) => model switch
    {
        Mae mae => mae.OfficialName(name),
        MixMim => MixMim.OfficialName(name),
        _ => name,
    };

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

    private static Tensor Masks(Recipe recipe, MaskedImageModel model, int batch) // [B, h, w]
    {
        var strategy = recipe.Mask.Create(model.Encoder.ImageSize, model.Encoder.TokenSize);
        var grid = strategy.GridSize;
        var masks = new long[batch * grid * grid];
        var one = new byte[grid * grid];
        for (var image = 0; image < batch; image++)
        {
            var random = SampleRandom.For(Seed, 0, image, 0);
            strategy.Draw(ref random, one);
            for (var i = 0; i < one.Length; i++) masks[image * one.Length + i] = one[i];
        }
        return tensor(masks, [batch, grid, grid]);
    }

    /// <summary>The most resident memory that this process has had.</summary>
    private static double PeakMiB()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / (double)(1 << 20);
    }
}
