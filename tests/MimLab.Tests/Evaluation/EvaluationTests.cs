using MimLab.Evaluation;
using MimLab.Tests.Data;
using MimLab.Tests.Training;
using MimLab.Training;
using MimLab.Weights;

namespace MimLab.Tests.Evaluation;

[Collection("torch")]
public class EvaluationTests
{
    [Fact]
    public void Fine_tuning_tests_every_epoch_and_is_the_same_for_the_same_seed()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "finetune.dropPath=0.1");
        var encoder = Pretraining.Run(recipe, TinyRecipe.Context(folder, "pretrain")).EncoderPath;

        var first = FineTuning.Run(recipe, encoder, TinyRecipe.Context(folder, "a"));
        var second = FineTuning.Run(recipe, encoder, TinyRecipe.Context(folder, "b"));
        var scratch = FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "c"));

        Assert.Equal(("finetune", 40, 40, 80L), (first.Method, first.TestImages, first.Labels, first.ImagesSeen));
        Assert.Equal([1.0, 2.0], first.Curve.Select(c => c.Position));
        Assert.Equal(first.Curve[^1].Top1, first.Top1);
        Assert.Equal((first.Top1, first.FinalLoss), (second.Top1, second.FinalLoss));
        Assert.Equal("scratch", scratch.Method);
        Assert.NotEqual(first.FinalLoss, scratch.FinalLoss);
    }

    [Fact]
    public void Fine_tuning_learns_a_few_images_by_heart()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "finetune.epochs=80", "finetune.labelSmoothing=0", "finetune.testEvery=null", "finetune.layerDecay=1",
            "finetune.augmentation.crop=centre", "finetune.augmentation.flip=false", "finetune.optimizer.learningRate=3e-3");
        Assert.InRange(FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "run")).FinalLoss, 0, 0.3);
    }

    [Fact]
    public void A_stopped_fine_tuning_goes_on_to_the_same_end()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "finetune.dropPath=0.2", "finetune.logEvery=1", "finetune.epochs=4");
        var whole = FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "whole"));
        using var stop = new CancellationTokenSource();
        var first = FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "run", new ProgressProbe(r => { if (r.Step == 3) stop.Cancel(); }), stop.Token));
        var second = FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "run", resume: true));

        Assert.True(first.Interrupted && double.IsNaN(first.Top1));
        Assert.Equal(whole.Curve, second.Curve);
        Assert.Equal(whole.FinalLoss, second.FinalLoss);
    }

    [Theory]
    [InlineData("schedule", 0.25)]
    [InlineData("peak", 1)]
    public void Layer_decay_scales_the_start_of_the_warm_up_or_leaves_it(string scales, double expected)
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "finetune.layerDecay=0.5", $"finetune.layerDecayScales={scales}", "finetune.batch=40", "finetune.headScale=1", "finetune.clipGrad=null",
            "finetune.schedule={\"warmupEpochs\":1,\"warmupLearningRate\":1e-3}");
        FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "run", stop: new CancellationToken(canceled: true))); // ends after the first update

        using var saved = SafeTensors.Read(Path.Combine(folder["run"], "last.safetensors"));
        double Moved(string name) => saved.Tensors[$"model/{name}"].abs().max().item<float>(); // from 0, and AdamW's first step is the rate itself
        Assert.Equal(1e-3 * expected, Moved("encoder.blocks.0.norm1.bias"), 1e-5);
        Assert.Equal(1e-3, Moved("head.bias"), 1e-5);
    }

    [Fact]
    public void The_probe_tries_every_block_and_reports_the_best()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        var all = LinearProbe.Run(recipe, null, TinyRecipe.Context(folder, "run"));
        var again = LinearProbe.Run(recipe, null, TinyRecipe.Context(folder, "run"));
        var second = LinearProbe.Run(TinyRecipe.Load(folder, "probe.layer=2"), null, TinyRecipe.Context(folder, "run"));

        Assert.Equal([1.0, 2.0], all.Curve.Select(c => c.Position));
        Assert.Equal(all.Curve, again.Curve);
        Assert.Equal(all.Curve.Max(c => c.Top1), all.Top1);
        Assert.Equal(all.Curve[(int)all.Layer! - 1].Top1, all.Top1);
        Assert.Equal(all.Curve[1].Top1, second.Top1);
        var last = LinearProbe.Run(TinyRecipe.Load(folder, "probe.layer=-1"), null, TinyRecipe.Context(folder, "run"));
        Assert.Equal((2, second.Top1), (last.Layer, last.Top1));
        Assert.Contains("has 2 blocks", Assert.Throws<UserError>(
            () => LinearProbe.Run(TinyRecipe.Load(folder, "probe.layer=3"), null, TinyRecipe.Context(folder, "run"))).Message);
    }

    [Fact]
    public void A_probe_may_choose_its_block_on_held_out_labels_and_then_tests_that_one_alone()
    {
        using var folder = new TemporaryFolder();
        var (recipe, progress) = (TinyRecipe.Load(folder, "probe.heldOut=0.25"), new ProgressProbe());
        var chosen = LinearProbe.Run(recipe, null, TinyRecipe.Context(folder, "run", progress));

        Assert.Equal([1.0, 2.0], chosen.Curve.Select(c => c.Position));
        Assert.All(chosen.Curve, c => Assert.Equal(0, c.Top1 % 10, 1e-9)); // one image of each of ten classes
        Assert.Equal((int)chosen.Curve.MaxBy(c => c.Top1).Position, chosen.Layer);
        Assert.Equal(LinearProbe.Run(TinyRecipe.Load(folder, $"probe.layer={chosen.Layer}"), null, TinyRecipe.Context(folder, "run")).Top1, chosen.Top1);
        Assert.Equal(progress.Reports[^1].TotalImages, progress.Reports[^1].Images);
        Assert.Equal((2, 2), (progress.Stages.Count, progress.Ended));
        Assert.Equal(chosen.Curve, LinearProbe.Run(recipe, null, TinyRecipe.Context(folder, "run"), mostBytes: 1).Curve);
        Assert.Contains("probe.layer names one", Assert.Throws<UserError>(() => TinyRecipe.Load(folder, "probe.heldOut=0.25", "probe.layer=1")).Message);
    }

    [Fact]
    public void Partial_fine_tuning_leaves_the_frozen_blocks_as_they_were_and_keeps_no_state_for_them()
    {
        using var folder = new TemporaryFolder();
        var encoder = Pretraining.Run(TinyRecipe.Load(folder), TinyRecipe.Context(folder, "pretrain")).EncoderPath;
        var recipe = TinyRecipe.Load(folder, "finetune.blocks=1", "finetune.logEvery=1");
        var tuned = FineTuning.Run(recipe, encoder, TinyRecipe.Context(folder, "part"));
        Assert.NotEqual(tuned.FinalLoss, FineTuning.Run(TinyRecipe.Load(folder), encoder, TinyRecipe.Context(folder, "all")).FinalLoss);

        using var before = SafeTensors.Read(encoder);
        using var after = SafeTensors.Read(Path.Combine(folder["part"], "last.safetensors"));
        bool Same(string name) => after.Tensors[$"model/encoder.{name}"].eq(before.Tensors.First(t => t.Key.EndsWith(name)).Value).all().item<bool>();
        Assert.True(Same("blocks.0.mlp.fc1.weight") && Same("cls_token") && Same("blocks.0.norm1.weight"));
        Assert.False(Same("blocks.1.mlp.fc1.weight"));
        using var all = SafeTensors.Read(Path.Combine(folder["all"], "last.safetensors"));
        static long State(SafeTensorsFile file) => file.Tensors.Where(t => t.Key.StartsWith("optimizer/")).Sum(t => t.Value.numel());
        Assert.InRange(State(after), 1, State(all) * 6 / 10);

        using var stop = new CancellationTokenSource();
        FineTuning.Run(recipe, encoder, TinyRecipe.Context(folder, "cut", new ProgressProbe(r => { if (r.Step == 2) stop.Cancel(); }), stop.Token));
        Assert.Equal(tuned.FinalLoss, FineTuning.Run(recipe, encoder, TinyRecipe.Context(folder, "cut", resume: true)).FinalLoss);
        Assert.Contains("the encoder has 2 blocks", Assert.Throws<UserError>(() => TinyRecipe.Load(folder, "finetune.blocks=3")).Message);
    }

    [Fact]
    public void A_probe_with_room_for_one_block_at_a_time_finds_the_same()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        var (one, all) = (new ProgressProbe(), new ProgressProbe());
        var bounded = LinearProbe.Run(recipe, null, TinyRecipe.Context(folder, "run", one), mostBytes: 1);
        Assert.Equal(LinearProbe.Run(recipe, null, TinyRecipe.Context(folder, "run", all)).Curve, bounded.Curve);
        Assert.Equal(2 * all.Reports[^1].Images, one.Reports[^1].Images); // a pass for each of the two blocks
        Assert.Equal(one.Reports[^1].TotalImages, one.Reports[^1].Images);
    }

    [Fact]
    public void Nearest_neighbours_are_the_same_for_the_same_seed()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        var first = KNearestNeighbours.Run(recipe, null, TinyRecipe.Context(folder, "run"));
        var second = KNearestNeighbours.Run(recipe, null, TinyRecipe.Context(folder, "run"));

        Assert.Equal((20, 40), (first.TestImages, first.Labels));
        Assert.InRange(first.Top1, 0, 100);
        Assert.Equal(first.Top1, second.Top1);
    }

    [Fact]
    public void Images_that_are_skipped_are_told_and_not_counted_and_progress_reaches_its_end()
    {
        using var folder = new TemporaryFolder();
        foreach (var split in new[] { "train", "val" })
            for (var i = 0; i < 12; i++)
            {
                var path = folder[Path.Combine("set", split, i % 2 == 0 ? "a" : "b", $"{i:D2}.jpg")];
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, i is 3 or 11 ? TestImages.LargeJpeg[..900] : TestImages.LargeJpeg);
            }
        var recipe = TinyRecipe.Load(folder, "data.set=image-folder", $"data.path={folder["set"]}", "knn.bankImages=null", "knn.queryImages=null",
            "probe.labels=null", "finetune.labels=null", "finetune.batch=4");
        var probe = new ProgressProbe();
        Assert.Equal(10, KNearestNeighbours.Run(recipe, null, TinyRecipe.Context(folder, "run", probe)).TestImages);
        Assert.Equal((24L, 24L), (probe.Reports[^1].Images, probe.Reports[^1].TotalImages));

        var tuning = new ProgressProbe();
        Assert.Equal(10, FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "tuned", tuning)).TestImages);
        Assert.Equal(2, tuning.Notes.Count(note => note.StartsWith("2 images could not be read"))); // of training and of test
        Assert.Equal(10, LinearProbe.Run(recipe, null, TinyRecipe.Context(folder, "probed")).TestImages);
    }

    [Fact]
    public void A_missing_section_and_a_missing_encoder_are_named()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        Assert.Contains("has no 'knn' section", Assert.Throws<UserError>(
            () => KNearestNeighbours.Run(recipe with { Knn = null }, null, TinyRecipe.Context(folder, "run"))).Message);
        Assert.Contains("There is no encoder file", Assert.Throws<UserError>(
            () => FineTuning.Run(recipe, folder["none.safetensors"], TinyRecipe.Context(folder, "run"))).Message);
    }
}
