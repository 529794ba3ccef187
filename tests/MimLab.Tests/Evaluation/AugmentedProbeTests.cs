using MimLab.Evaluation;
using MimLab.Tests.Data;
using MimLab.Tests.Training;
using MimLab.Training;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Evaluation;

[Collection("torch")]
public class AugmentedProbeTests
{
    private const string Still = "probe.augmentation={\"size\":32,\"crop\":\"centre\",\"flip\":false}", Crops = "probe.augmentation={\"size\":32}";
    private const string Swin = "model={\"method\":\"simmim\",\"backbone\":\"swin\",\"size\":\"Swin-T\",\"imageSize\":32,\"patchSize\":2,\"width\":8,\"depth\":null,\"depths\":[1,2,1],\"heads\":2,\"window\":4,\"absolutePositions\":false}";
    private const string Lars = "probe.optimizer={\"name\":\"lars\",\"learningRate\":20,\"weightDecay\":0}";

    [Theory]
    [InlineData("probe.batchNorm=true")]
    [InlineData("probe.batchNorm=false")]
    [InlineData("probe.layer=2", Lars)]
    [InlineData("probe.heldOut=0.25")]
    [InlineData("probe.heldOut=0.25", Swin)] // whose stages have features of different lengths
    [InlineData("probe.precision=bf16", "data.testCount=2000", "probe.optimizer.learningRate=1e-9")] // nothing learned: many close decisions
    public void Crops_that_never_change_give_what_kept_features_give(params string[] overrides)
    {
        using var folder = new TemporaryFolder();
        string[] all = ["probe.epochs=40", "probe.batch=1000", "probe.optimizer.learningRate=0.02", .. overrides]; // one batch of all images: its order makes no difference
        var kept = LinearProbe.Run(TinyRecipe.Load(folder, all), null, TinyRecipe.Context(folder, "kept"));
        var drawn = LinearProbe.Run(TinyRecipe.Load(folder, [.. all, Still]), null, TinyRecipe.Context(folder, "drawn"));

        Assert.Equal(kept.Curve, drawn.Curve);
        Assert.Equal((kept.Top1, kept.Layer, kept.TestImages, kept.Labels), (drawn.Top1, drawn.Layer, drawn.TestImages, drawn.Labels));
    }

    [Theory]
    [InlineData("probe.batchNorm=true")]
    [InlineData("probe.batchNorm=false")]
    [InlineData("probe.pooling=classAndMean")]
    [InlineData(Lars)]
    public void Its_classifier_becomes_that_of_kept_features_where_crops_never_change(string setting)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var recipe = TinyRecipe.Load(folder, "probe.epochs=20", "probe.batch=40", "probe.layer=-1", "probe.finalNorm=true", Still, setting);
        var context = TinyRecipe.Context(folder, "run");
        LinearProbe.Run(recipe, null, context);

        using var encoder = new FrozenEncoder(recipe, null, context);
        using var images = EvaluationData.Labelled(recipe, recipe.Probe!.Augmentation!, 40, 16, context.Seed);
        using var features = encoder.Extract(images, [1], recipe.Probe, Precision.Fp32, default)!;
        using var classifier = new LinearClassifier(features.Layers[0].size(1), 10, recipe.Probe, context.Seed);
        var start = classifier.state_dict()["head.weight"].clone();
        FeatureTraining.Run(classifier, features.Layers[0], features.Labels, recipe.Probe, context.Seed, default);

        using var saved = SafeTensors.Read(Path.Combine(folder["run"], "last.safetensors"));
        Assert.Equal(recipe.Probe.BatchNorm ? 4 : 2, classifier.state_dict().Count);
        foreach (var (name, value) in classifier.state_dict()) Assert.True(value.allclose(saved.Tensors[$"model/0.{name}"], 1e-4, 1e-5), name);
        Assert.False(start.allclose(classifier.state_dict()["head.weight"], 1e-2, 1e-3));
    }

    [Fact]
    public void Every_epoch_sees_new_crops_of_which_the_parts_of_an_update_add_up()
    {
        using var folder = new TemporaryFolder();
        List<double> Losses(string augmentation)
        {
            var steps = new ProgressProbe();
            LinearProbe.Run(TinyRecipe.Load(folder, "probe.epochs=4", "probe.batch=20", "probe.accumulate=2", "probe.logEvery=1", "probe.layer=1",
                "probe.optimizer.learningRate=1e-12", augmentation), null, TinyRecipe.Context(folder, "run", steps));
            return [.. steps.Reports.Where(r => r.Step > 0).Select(r => r.Loss)];
        }
        var (still, crops) = (Losses(Still), Losses(Crops));
        Assert.Equal((4, 4), (still.Count, crops.Count)); // 40 images, 2 x 20 for an update
        Assert.InRange(crops.Max() - crops.Min(), 1e-4, 1);
        Assert.InRange(still.Max() - still.Min(), 0, 0.9 * (crops.Max() - crops.Min()));
    }

    [Theory]
    [InlineData("probe.heldOut=0")]
    [InlineData("probe.heldOut=0.25")]
    [InlineData(Lars)]
    public void A_stopped_probe_goes_on_to_the_same_end(string setting)
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "probe.epochs=4", "probe.batch=10", "probe.accumulate=2", "probe.logEvery=1", Crops, setting);
        var steps = new ProgressProbe();
        var whole = LinearProbe.Run(recipe, null, TinyRecipe.Context(folder, "whole", steps));

        using var stop = new CancellationTokenSource();
        var cut = new ProgressProbe(r => { if (r.Step == 3) stop.Cancel(); });
        var first = LinearProbe.Run(recipe, null, TinyRecipe.Context(folder, "run", cut, stop.Token));
        var rest = new ProgressProbe();
        var second = LinearProbe.Run(recipe, null, TinyRecipe.Context(folder, "run", rest, resume: true));

        Assert.True(first.Interrupted && double.IsNaN(first.Top1) && first.Layer is null);
        Assert.All([steps, cut, rest], of => Assert.Equal(of.Stages.Count, of.Ended));
        Assert.Equal(whole.Curve, second.Curve);
        Assert.Equal((whole.Top1, whole.Layer), (second.Top1, second.Layer));
        double[] Losses(ProgressProbe of) => [.. of.Reports.Where(r => r.Step > 0).Select(r => r.Loss)];
        Assert.Equal(Losses(steps), Losses(cut).Concat(Losses(rest)));

        var done = new ProgressProbe();
        var again = LinearProbe.Run(recipe, null, TinyRecipe.Context(folder, "run", done, resume: true));
        Assert.Equal((whole.Top1, whole.ImagesSeen), (again.Top1, again.ImagesSeen));
        Assert.Empty(Losses(done)); // nothing is trained twice
        double Trained(string stage) => Seconds(Path.Combine(folder["run"], stage, "last.safetensors"));
        var trained = Trained("") + (recipe.Probe!.HeldOut > 0 ? Trained("choosing") : 0);
        Assert.True(again.Seconds >= trained, "the time of the training that was done before is left out");
        Assert.Equal(again.ImagesSeen / again.Seconds, again.ImagesPerSecond, 1e-9);
    }

    [Fact]
    public void A_damaged_image_is_replaced_in_training_and_told()
    {
        using var folder = new TemporaryFolder();
        using var pictures = new TempFolder();
        foreach (var (split, images) in new[] { ("train", 10), ("val", 4) })
            for (var i = 0; i < images; i++) pictures.Write($"{split}/{"ab"[i % 2]}/{i}.png", TestImages.ClearPng);
        pictures.Write("train/a/0.png", "not an image"u8.ToArray());
        var progress = new ProgressProbe();
        LinearProbe.Run(TinyRecipe.Load(folder, $"data={{\"set\":\"image-folder\",\"path\":\"{pictures.Path}\"}}", "probe.labels=null", "probe.batch=4", Crops), null,
            TinyRecipe.Context(folder, "run", progress));
        Assert.Contains("1 image could not be read", Assert.Single(progress.Notes, note => note.Contains("a/0.png")));
    }

    [Fact]
    public void A_checkpoint_of_another_encoder_or_probe_is_refused()
    {
        using var folder = new TemporaryFolder();
        var encoder = Pretraining.Run(TinyRecipe.Load(folder), TinyRecipe.Context(folder, "pretrain")).EncoderPath;
        LinearProbe.Run(TinyRecipe.Load(folder, Crops), encoder, TinyRecipe.Context(folder, "run"));
        Assert.Contains("another folder", Assert.Throws<UserError>(() => LinearProbe.Run(TinyRecipe.Load(folder, Crops), null, TinyRecipe.Context(folder, "run", resume: true))).Message);
        Assert.Contains("another folder", Assert.Throws<UserError>(
            () => LinearProbe.Run(TinyRecipe.Load(folder, Crops, "probe.pooling=class"), encoder, TinyRecipe.Context(folder, "run", resume: true))).Message);
    }

    [Theory]
    [InlineData("'probe.pooling'", "asks for the class token", "probe.pooling=class", "model.backbone=swin", "model.size=Swin-T", "model.patchSize=2", "model.width=8",
        "model.depth=null", "model.depths=[1,2,1]", "model.window=4")]
    [InlineData("'probe.finalNorm'", "set probe.layer to -1", "probe.finalNorm=true")]
    [InlineData("'probe.accumulate'", "enlarge probe.batch", "probe.accumulate=2")]
    [InlineData("'probe.augmentation.size'", "is 64, but model.imageSize is 32", "probe.augmentation={\"size\":64}")]
    [InlineData("'probe.layer'", "is -3, but the encoder has 2 blocks", "probe.layer=-3")]
    [InlineData("section 'probe'", "augmentation.crop is 'round'", "probe.augmentation={\"size\":32,\"crop\":\"round\"}")]
    public void Settings_that_do_not_go_together_are_refused(string where, string what, params string[] overrides)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserError>(() => TinyRecipe.Load(folder, overrides));
        Assert.Contains(where, error.Message);
        Assert.Contains(what, error.Message);
    }

    [Fact]
    public void Settings_made_in_code_are_checked_too()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        foreach (var (probe, what) in new[] { (recipe.Probe! with { FinalNorm = true }, "set probe.layer to -1"), (recipe.Probe! with { Layer = 3 }, "has 2 blocks") })
            Assert.Contains(what, Assert.Throws<UserError>(() => LinearProbe.Run(recipe with { Probe = probe }, null, TinyRecipe.Context(folder, "run"))).Message);
    }

    private static double Seconds(string checkpoint)
    {
        using var file = new Checkpoint(checkpoint);
        return file.State.Seconds;
    }
}
