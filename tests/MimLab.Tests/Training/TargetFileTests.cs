using System.Text.Json;
using MimLab.Targets;
using MimLab.Training;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class TargetFileTests
{
    private static readonly string[] Tokens = ["model.target=tokens", "model.tokens=16", "tokenizer.images=320", "tokenizer.batch=16", "tokenizer.width=8",
        "tokenizer.logEvery=1", "tokenizer.checkpointEvery=5", "tokenizer.precision=fp32"];
    private static readonly string[] Colours = ["model.target=clusters", "model.clusters=16", "model.targetSize=16"];

    private static readonly string[] Components = ["model.target=components", "model.components=6", "components.images=64"];

    [Fact]
    public void Pre_training_makes_the_clusters_it_needs_once()
    {
        using var folder = new TemporaryFolder();
        var recipe = Load(folder, Colours);
        var probe = new ProgressProbe();
        var first = Pretraining.Run(recipe, TinyRecipe.Context(folder, "one", probe));
        Assert.False(first.Interrupted);
        Assert.Contains(probe.Notes, n => n.Contains("Finding 16 colour clusters in"));
        var path = TargetFile.Of(recipe)!;
        Assert.StartsWith(folder["targets"], path);
        var bytes = File.ReadAllBytes(path);
        probe.Notes.Clear();
        Pretraining.Run(Load(folder, [.. Colours, "pretrain.batch=32", "model.width=16"]), TinyRecipe.Context(folder, "two", probe));
        Assert.DoesNotContain(probe.Notes, n => n.Contains("colour clusters"));
        File.Delete(path);
        Pretraining.Run(recipe, TinyRecipe.Context(folder, "three", probe));
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_tokenizer_whose_training_was_stopped_equals_one_that_was_not()
    {
        using var folder = new TemporaryFolder();
        var (whole, stopped) = (Load(folder, Tokens), Load(folder, Tokens) with { TargetFolder = folder["elsewhere"] });
        using var stop = new CancellationTokenSource();
        var probe = new ProgressProbe(report => { if (report.Step == 7) stop.Cancel(); });

        var interrupted = Pretraining.Run(stopped, TinyRecipe.Context(folder, "stopped", probe, stop.Token));
        Assert.True(interrupted.Interrupted);
        Assert.False(File.Exists(TargetFile.Of(stopped)));
        var resumed = Pretraining.Run(stopped, TinyRecipe.Context(folder, "stopped", probe));
        var straight = Pretraining.Run(whole, TinyRecipe.Context(folder, "whole"));

        Assert.Equal(["tokenizer training", "tokenizer training", "pre-training"], probe.Stages);
        Assert.Contains(probe.Notes, n => n.Contains("Continuing tokenizer training after step"));
        Assert.Contains(probe.Notes, n => n.Contains("of 16 tokens"));
        Assert.Equal(File.ReadAllBytes(TargetFile.Of(whole)!), File.ReadAllBytes(TargetFile.Of(stopped)!));
        Assert.Equal(File.ReadAllBytes(straight.EncoderPath), File.ReadAllBytes(resumed.EncoderPath));
    }

    [Fact]
    public void Encoders_of_all_sizes_share_a_tokenizer_and_other_tokens_do_not()
    {
        using var folder = new TemporaryFolder();
        var path = TargetFile.Of(Load(folder, Tokens));
        Assert.Equal(path, TargetFile.Of(Load(folder, [.. Tokens, "model.width=64", "mask.ratio=0.5", "pretrain.batch=64", "finetune.labels=10"])));
        Assert.NotEqual(path, TargetFile.Of(Load(folder, [.. Tokens, "model.tokens=17"])));
        Assert.NotEqual(path, TargetFile.Of(Load(folder, [.. Tokens, "tokenizer.evenness=0.5"])));
        Assert.NotEqual(path, TargetFile.Of(Load(folder, [.. Tokens, "data.seed=3"])));
        Assert.Null(TargetFile.Of(Load(folder, [])));
    }

    [Fact]
    public void The_sections_are_written_out_where_the_target_needs_them_and_nowhere_else()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(Load(folder, []).Tokenizer);
        Assert.Null(Load(folder, Colours).Tokenizer);
        Assert.Equal(new ClusterSettings(), Load(folder, Colours).Clusters);
        Assert.Equal(64, Load(folder, ["model.target=tokens"]).Tokenizer!.Width);
        Assert.NotEqual(Load(folder, ["model.target=tokens"]).PretrainingHash, Load(folder, ["model.target=tokens", "tokenizer.width=32"]).PretrainingHash);
        Assert.Equal(Load(folder, []).PretrainingHash, Load(folder, ["tokenizer.width=32"]).PretrainingHash);
    }

    [Fact]
    public void A_named_file_must_exist_and_a_made_one_must_be_of_these_images()
    {
        using var folder = new TemporaryFolder();
        var named = Load(folder, [.. Colours, $"model.clusterFile={JsonSerializer.Serialize(folder["mine.json"])}"]);
        Assert.Null(named.Clusters);
        var error = Assert.Throws<UserError>(() => Pretraining.Run(named, TinyRecipe.Context(folder, "run")));
        Assert.Contains("which model.clusterFile names in recipe tiny", error.Message);

        var made = Load(folder, Colours);
        Pretraining.Run(made, TinyRecipe.Context(folder, "run"));
        using (var stream = File.Create(TargetFile.Of(made)!)) (ColourCentres.Of(made.Data.Open(MimLab.Data.Split.Test), 16, 40, 50, 5, 0)).Write(stream);
        error = Assert.Throws<UserError>(() => Pretraining.Run(made, TinyRecipe.Context(folder, "run")));
        Assert.Contains("was made from other images", error.Message);

        File.Copy(TargetFile.Of(made)!, folder["mine.json"]);
        Assert.False(Pretraining.Run(named, TinyRecipe.Context(folder, "named")).Interrupted);
        using (var stream = File.Create(folder["mine.json"])) (ColourCentres.Of(made.Data.Open(MimLab.Data.Split.Test), 16, 40, 50, 5, 1)).Write(stream);
        error = Assert.Throws<UserError>(() => Pretraining.Run(named, TinyRecipe.Context(folder, "named", resume: true)));
        // The file's hash is part of the run's identity.
        Assert.Contains("is a checkpoint of pre-training with recipe tiny", error.Message);
    }

    [Fact]
    public void Components_are_those_of_the_patches_of_the_training_images_counted_one_by_one()
    {
        using var folder = new TemporaryFolder();
        var recipe = Load(folder, [.. Components, "pretrain.augmentation.crop=centre", "pretrain.augmentation.flip=false", "components.images=128"]);
        var images = recipe.Data.Open(MimLab.Data.Split.Train);
        var probe = new ProgressProbe();
        Assert.True(TargetFile.Ensure(recipe, images, TinyRecipe.Context(folder, "run", probe)));
        Assert.Contains(probe.Notes, note => note.StartsWith("6 of 192 components, from 1600 patches of 100 images, hold ", StringComparison.Ordinal));
        var found = PatchComponents.Load(TargetFile.Of(recipe)!);
        Assert.Equal((6, 192, "imagenet"), (found.Count, found.Numbers, found.Normalisation));

        // All 128 images, where the pass leaves out what fills no batch of 50: the picture is the same, a few digits are not.
        var (norm, buffer, patches) = (MimLab.Data.Normalisation.ImageNet, new MimLab.Data.ImageBuffer(), new List<double[]>());
        for (var image = 0; image < images.Count; image++)
        {
            images.Read(image, buffer);
            for (var patch = 0; patch < 16; patch++)
                patches.Add([.. Enumerable.Range(0, 192).Select(i => (buffer.Pixels[((patch / 4 * 8 + i % 64 / 8) * 32 + patch % 4 * 8 + i % 8) * 3 + i / 64] / 255.0
                    - norm.Mean[i / 64]) / norm.Deviation[i / 64])]);
        }
        double[] mean = [.. Enumerable.Range(0, 192).Select(i => patches.Average(patch => patch[i]))];
        Assert.All(mean.Zip(found.Mean), pair => Assert.InRange(pair.First - pair.Second, -0.2, 0.2));
        double Along(double[] direction) => patches.Average(patch => Math.Pow(patch.Select((value, i) => (value - mean[i]) * direction[i]).Sum(), 2));
        for (var k = 0; k < 3; k++)
            Assert.InRange(Along([.. found.Directions.Skip(k * 192).Take(192)]) / found.Variances[k], 0.85, 1.15);
    }

    [Fact]
    public void Components_are_made_once_the_same_for_all_and_are_part_of_what_a_run_is()
    {
        using var folder = new TemporaryFolder();
        var recipe = Load(folder, Components);
        Assert.Equal(new ComponentSettings { Images = 64 }, recipe.Components);
        Assert.Null(Load(folder, []).Components);
        Assert.Equal(Load(folder, []).PretrainingHash, Load(folder, ["components.images=9"]).PretrainingHash);
        Assert.NotEqual(recipe.PretrainingHash, Load(folder, [.. Components, "components.images=65"]).PretrainingHash);
        var path = TargetFile.Of(recipe)!;
        Assert.Equal(path, TargetFile.Of(Load(folder, [.. Components, "model.width=64", "mask.ratio=0.5", "finetune.labels=10"])));
        foreach (var other in new[] { "model.components=7", "components.images=9", "components.seed=1", "data.seed=3", "model.patchSize=16", "pretrain.augmentation.flip=false" })
            Assert.NotEqual(path, TargetFile.Of(Load(folder, [.. Components, other, "mask.cellSize=0"])));

        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.True(Pretraining.Run(recipe, TinyRecipe.Context(folder, "stopped", stop: stopped.Token)).Interrupted);
        Assert.False(File.Exists(path));
        var (one, bytes) = (Pretraining.Run(recipe, TinyRecipe.Context(folder, "one")), File.ReadAllBytes(path));
        File.Delete(path);
        var two = Pretraining.Run(recipe, TinyRecipe.Context(folder, "two"));
        Assert.Equal(bytes, File.ReadAllBytes(path));
        Assert.Equal(one.FinalLoss, two.FinalLoss);

        var named = Load(folder, [.. Components, $"model.componentFile={JsonSerializer.Serialize(folder["mine"])}"]);
        Assert.Contains("which model.componentFile names in recipe tiny", Assert.Throws<UserError>(() => Pretraining.Run(named, TinyRecipe.Context(folder, "three"))).Message);
        File.Copy(path, folder["mine"]);
        Assert.Equal(one.FinalLoss, Pretraining.Run(named, TinyRecipe.Context(folder, "three")).FinalLoss);
    }

    private static Recipe Load(TemporaryFolder folder, string[] overrides) => TinyRecipe.Load(folder, overrides) with { TargetFolder = folder["targets"] };
}
