using System.Diagnostics;
using MimLab.Data;
using MimLab.Models;
using MimLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>Whether the loader keeps up with training: steps on its batches beside steps on one batch that is there already.</summary>
internal static class LoaderFeeds
{
    /// <summary>Its name.</summary>
    public const string Name = "loader";

    private const int Pretended = 200_000; // images of a set that is smaller: no epoch ends within a turn
    private const int FewestSteps = 8; // more than twice what the loader may have made ahead

    /// <summary>Measures the cases of <c>loader.json</c>.</summary>
    public static Section Measure(SectionSettings settings)
    {
        var (files, what) = Photographs.Load(settings.Photos);
        List<Figure> figures = [];
        var tests = TrainingCase.Load(Path.Combine(settings.Place.Root, "experiments", "benchmarks", "loader.json"));
        for (var done = 0; done < tests.Count; done++)
        {
            var test = tests[done];
            if (done > 0) settings.SoFar(Of(what, settings, figures, tests.Skip(done)));
            figures.AddRange(Case(test, settings with { Step = text => settings.Step($"{test.Name}: {text}") }, files));
        }
        return Of(what, settings, figures, []);
    }

    private static Section Of(string what, SectionSettings settings, IReadOnlyList<Figure> figures, IEnumerable<TrainingCase> left) =>
        new(Name, "Loader against synthetic images",
            [
                $"Training steps in {settings.Precision.ToString().ToLowerInvariant()} on the training loop's own loader (crops, masks), over steps on one batch of random numbers; turns alternate, each begins with a fed step that is not timed.",
                $"Files: {what}; they lie in memory, so the disk is not measured.",
            ], [.. figures], [.. left.Select(test => $"{test.Label}: not measured.")]);

    private static IReadOnlyList<Figure> Case(TrainingCase test, SectionSettings settings, byte[][] files)
    {
        var recipe = test.Resolve(settings.Place, settings.Precision);
        using var subject = TrainingSubject.Create(recipe, settings.Device);
        var encoder = subject.Model.Encoder;
        using var loader = TrainingLoader.Create(Images(test, recipe, files), recipe.Pretrain!.Augmentation, test.Batch,
            new RunContext { Directory = "", Device = settings.Device }, recipe.Mask.Create(encoder.ImageSize, encoder.TokenSize), subject.Model is MixMim);
        subject.Train(2);
        var steps = Math.Max(FewestSteps, (int)(settings.Seconds / Seconds(settings.Device, () => subject.Train(1))));
        steps = Math.Min(steps, loader.BatchesPerEpoch - 1);
        List<double> alone = [], fed = [];
        settings.EachTurn(turn =>
        {
            if (turn % 2 == 0) alone.Add(Seconds(settings.Device, () => subject.Train(steps)));
            fed.Add(Fed(subject, loader, turn, steps, settings.Device));
            if (turn % 2 == 1) alone.Add(Seconds(settings.Device, () => subject.Train(steps)));
        });
        double images = steps * test.Batch;
        return
        [
            Figure.Of($"{test.Label}: fed, of the speed on one batch", "%", [.. alone.Zip(fed, (a, f) => 100 * a / f)]),
            Figure.Of($"{test.Label}: fed", "images/s", [.. fed.Select(s => images / s)]),
            Figure.Of($"{test.Label}: on one batch", "images/s", [.. alone.Select(s => images / s)]),
        ];
    }

    private static IImageDataset Images(TrainingCase test, Recipe recipe, byte[][] files) => test.Images switch
    {
        "photographs" => new EncodedPhotos(files, Pretended),
        "memory" => new SmallPictures(recipe.Pretrain!.Augmentation.Size, Pretended),
        "recipe" => recipe.Data.Open(Split.Train),
        _ => throw new UserError($"The case {test.Name} of experiments/benchmarks/loader.json has images '{test.Images}': use photographs, memory or recipe."),
    };

    private static double Fed(TrainingSubject subject, Loader loader, int epoch, int steps, Device device)
    {
        using var batches = loader.Epoch(epoch).GetEnumerator();
        Step();
        return Seconds(device, () =>
        {
            for (var i = 0; i < steps; i++) Step();
        });

        void Step()
        {
            batches.MoveNext();
            using var batch = batches.Current;
            using Tensor images = batch.Images.to(device), masks = batch.Masks!.to(device);
            subject.Train(images, masks).Dispose();
        }
    }

    private static double Seconds(Device device, Action work)
    {
        var begun = Stopwatch.GetTimestamp();
        work();
        if (device.type != DeviceType.CPU) cuda.synchronize();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
