using MimLab.Data;
using MimLab.Evaluation;
using MimLab.Tests.Training;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Tests.Evaluation;

[Collection("torch")]
public class BatchMixingTests
{
    private static readonly FineTuneSettings Both = new() { Mixup = 0.8, Cutmix = 1 };

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    [InlineData(1)]
    public void Images_and_targets_equal_the_plain_formula(int count)
    {
        const int Height = 6, Width = 9, Classes = 4;
        var (images, labels) = (Noise(count, 2, Height, Width), arange(count, dtype: ScalarType.Int64).remainder(Classes));
        var x = images.data<float>().ToArray();
        var kinds = new HashSet<bool>();
        for (var batch = 0; batch < 30; batch++)
        {
            var mixing = BatchMixing.Draw(Both, 3, 1, batch, Height, Width);
            kinds.Add(mixing.Box is null);
            var mixed = mixing.Images(images).data<float>().ToArray();
            var targets = mixing.Targets(SoftTargets.Of(labels, Classes, 0.1)).data<float>().ToArray();
            for (var i = 0; i < count; i++)
            {
                var other = count - 1 - i;
                for (var at = 0; at < 2 * Height * Width; at++)
                {
                    var (own, theirs) = (x[i * 2 * Height * Width + at], x[other * 2 * Height * Width + at]);
                    int row = at / Width % Height, column = at % Width;
                    var expected = mixing.Box is var (top, left, height, width)
                        ? row >= top && row < top + height && column >= left && column < left + width ? theirs : own
                        : mixing.Kept * own + (1 - mixing.Kept) * theirs;
                    Assert.Equal(expected, mixed[i * 2 * Height * Width + at], 1e-5);
                }
                for (var c = 0; c < Classes; c++)
                {
                    var expected = mixing.Kept * Smoothed(i % Classes, c) + (1 - mixing.Kept) * Smoothed(other % Classes, c);
                    Assert.Equal(expected, targets[i * Classes + c], 1e-6);
                }
            }
        }
        Assert.Equal(2, kinds.Count);
        Assert.Equal(x, images.data<float>().ToArray()); // the loader's memory is not touched

        static double Smoothed(int label, int c) => (c == label ? 0.9 : 0) + 0.1 / Classes;
    }

    [Fact]
    public void The_loss_and_its_gradient_equal_the_plain_formula()
    {
        var scores = Noise(3, 5).mul_(3);
        scores.requires_grad = true;
        var targets = BatchMixing.Draw(Both, 1, 0, 0, 8, 8).Targets(SoftTargets.Of(tensor(new long[] { 0, 4, 2 }), 5, 0.1));
        using var loss = SoftTargets.CrossEntropy(scores, targets);
        loss.backward();
        double[] s = [.. scores.detach().data<float>().ToArray()], t = [.. targets.data<float>().ToArray()];
        var gradient = scores.grad!.data<float>().ToArray();
        var expected = 0.0;
        for (var row = 0; row < 3; row++)
        {
            var sum = Enumerable.Range(0, 5).Sum(c => Math.Exp(s[row * 5 + c]));
            for (var c = 0; c < 5; c++)
            {
                expected -= t[row * 5 + c] * (s[row * 5 + c] - Math.Log(sum)) / 3;
                Assert.Equal((Math.Exp(s[row * 5 + c]) / sum - t[row * 5 + c]) / 3, gradient[row * 5 + c], 1e-6);
            }
        }
        Assert.Equal(expected, loss.item<float>(), 1e-5);
    }

    [Fact]
    public void Unmixed_targets_are_those_of_label_smoothing()
    {
        var (scores, labels) = (Noise(6, 10), arange(6, dtype: ScalarType.Int64));
        foreach (var smoothing in new[] { 0, 0.1, 0.7 })
            Assert.Equal(nn.functional.cross_entropy(scores, labels, label_smoothing: smoothing).item<float>(),
                SoftTargets.CrossEntropy(scores, SoftTargets.Of(labels, 10, smoothing)).item<float>(), 1e-5);
    }

    [Fact]
    public void Shares_follow_their_distributions()
    {
        const int Draws = 20000;
        // Beta(a, a) has mean 1/2 and variance 1 / (4 (2 a + 1)).
        foreach (var alpha in new[] { 0.2, 0.8, 1, 4 })
        {
            var kept = Enumerable.Range(0, Draws).Select(i => BatchMixing.Draw(new() { Mixup = alpha }, 1, 0, i, 32, 32)).ToArray();
            Assert.All(kept, m => Assert.True(m.Box is null && m.Kept is >= 0 and <= 1));
            Assert.Equal(0.5, kept.Average(m => m.Kept), 0.01);
            Assert.Equal(1 / (4 * (2 * alpha + 1)), kept.Average(m => (m.Kept - 0.5) * (m.Kept - 0.5)), 0.004);
        }
        var both = Enumerable.Range(0, Draws).Select(i => BatchMixing.Draw(Both, 1, 0, i, 32, 48)).ToArray();
        Assert.Equal(0.5, both.Count(m => m.Box is not null) / (double)Draws, 0.015);
        foreach (var mixing in both)
            if (mixing.Box is var (top, left, height, width))
            {
                Assert.True(top >= 0 && left >= 0 && height >= 0 && width >= 0 && top + height <= 32 && left + width <= 48);
                Assert.Equal(1 - height * width / (32.0 * 48), mixing.Kept, 1e-12);
            }
        Assert.All(Enumerable.Range(0, 500), i => Assert.True(BatchMixing.Draw(new() { Mixup = 1e-6 }, 1, 0, i, 32, 32).Kept is 0 or 1));
        Assert.All(Enumerable.Range(0, 50), i => Assert.NotNull(BatchMixing.Draw(new() { Cutmix = 1 }, 1, 0, i, 1, 1).Box));
    }

    [Fact]
    public void A_draw_depends_on_seed_epoch_and_batch_alone()
    {
        BatchMixing Draw(ulong seed, int epoch, int batch) => BatchMixing.Draw(Both, seed, epoch, batch, 32, 32);
        Assert.Equal(Draw(1, 2, 3), Draw(1, 2, 3));
        Assert.Equal(4, new[] { Draw(1, 2, 3), Draw(2, 2, 3), Draw(1, 3, 3), Draw(1, 2, 4) }.Distinct().Count());
    }

    [Fact]
    public void The_papers_recipe_goes_on_after_a_stop_to_the_same_end()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "finetune.mixup=0.8", "finetune.cutmix=1", "finetune.dropPath=0.1", "finetune.ema=0.9", "finetune.logEvery=1", "finetune.epochs=4",
            "finetune.batch=7", "finetune.accumulate=2", "finetune.augmentation.randAugment=rand-m9-mstd0.5-inc1", "finetune.augmentation.randomErasing=0.25");
        var whole = FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "whole"));
        using var stop = new CancellationTokenSource();
        FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "run", new ProgressProbe(r => { if (r.Step == 3) stop.Cancel(); }), stop.Token));
        var second = FineTuning.Run(recipe, null, TinyRecipe.Context(folder, "run", resume: true));

        Assert.Equal(whole.Curve, second.Curve);
        Assert.Equal(whole.FinalLoss, second.FinalLoss);
        Assert.Equal(ResumeTests.Losses(folder["whole"]), ResumeTests.Losses(folder["run"]));
    }

    [Fact]
    public void Passes_that_add_up_one_gradient_train_like_one_pass()
    {
        using var folder = new TemporaryFolder();
        EvaluationResult Run(string name, params string[] overrides) =>
            FineTuning.Run(TinyRecipe.Load(folder, [.. overrides, "model.dropPath=0", "finetune.logEvery=1"]), null, TinyRecipe.Context(folder, name));
        var one = Run("one", "finetune.batch=20");
        var four = Run("four", "finetune.batch=5", "finetune.accumulate=4");
        Assert.Equal(one.ImagesSeen, four.ImagesSeen);
        var (expected, found) = (ResumeTests.Losses(folder["one"]), ResumeTests.Losses(folder["four"]));
        Assert.Equal(expected.Count, found.Count);
        foreach (var ((_, loss, norm), (_, otherLoss, otherNorm)) in expected.Zip(found))
        {
            Assert.Equal(loss, otherLoss, 1e-3);
            Assert.Equal(norm, otherNorm, 1e-2 * norm);
        }
    }

    [Fact]
    public void Accuracy_counts_a_partial_last_batch_by_its_images()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        manual_seed(1);
        using var model = recipe.Model.CreateClassifier(10, 0, 1);
        model.eval();
        double Top1(int batch)
        {
            using var loader = new Loader(recipe.Data.Open(Split.Test), new Augmentation(recipe.Finetune!.Augmentation.ForEvaluation()),
                new LoaderOptions { BatchSize = batch, Shuffle = false, DropLast = false });
            return Accuracy.Top1(model, loader, CPU, Precision.Fp32);
        }
        var whole = Top1(40);
        Assert.InRange(whole, 2.5, 60);
        foreach (var batch in new[] { 1, 7, 39 }) Assert.Equal(whole, Top1(batch));
    }

    private static Tensor Noise(params long[] shape) => randn(shape, generator: new Generator(5));
}
