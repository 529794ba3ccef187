using MimLab.Evaluation;
using MimLab.Figures;
using MimLab.Models;
using MimLab.Training;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class WatchedRunTests
{
    [Fact]
    public void Watching_a_run_changes_nothing_about_it()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "pretrain.logEvery=3");
        var alone = Pretraining.Run(recipe, TinyRecipe.Context(folder, "alone"));

        using var samples = new ReconstructionSamples(recipe, count: 2);
        var film = new ReconstructionFilm(samples);
        var live = new LiveLoss("Loss");
        var (charts, model) = (new List<Chart>(), (MaskedImageModel?)null);
        live.Changed += charts.Add;
        live.Stepped += step => film.Add($"{step.Images}", model!);
        var watched = Pretraining.Run(recipe, TinyRecipe.Context(folder, "watched", live), begin => model = begin);

        Assert.Equal(alone.FinalLoss, watched.FinalLoss);
        using var first = SafeTensors.Read(alone.EncoderPath);
        using var second = SafeTensors.Read(watched.EncoderPath);
        Assert.All(first.Tensors, entry => Assert.True(entry.Value.allclose(second.Tensors[entry.Key], 0, 0), entry.Key));
        Assert.Equal(7, film.Count);
        Assert.Equal(7, charts[^1].Panels[0].Series.Single().Points.Count);
        Assert.Equal("320 of 320 images", live.Status.Split(',')[0]);
    }

    [Fact]
    public void A_film_shows_what_was_hidden_every_moment_and_the_original()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        using var samples = new ReconstructionSamples(recipe, count: 2);
        var film = new ReconstructionFilm(samples);
        Assert.Throws<InvalidOperationException>(() => film.Draw());
        using var model = recipe.Model.CreateModel();
        film.Add("0", model);
        var side = (int)samples.Images.shape[2];
        Assert.Equal(3 * (side + 6) - 6, film.Draw(side).Width);
        Assert.True(model.training); // its mode is left as it was
    }

    [Fact]
    public void A_checkpoint_becomes_the_model_that_wrote_it()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        MaskedImageModel? live = null;
        Tensor? painted = null;
        using var samples = new ReconstructionSamples(recipe, count: 2);
        var last = new LiveLoss("Loss");
        last.Stepped += step =>
        {
            if (step.Step == step.TotalSteps) painted = Paint(live!, samples);
        };
        var result = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", last), begin => live = begin);
        using var loaded = PretrainedModel.Load(recipe, result.CheckpointPath);
        Assert.False(loaded.training);
        Assert.True(Paint(loaded, samples).allclose(painted!, 0, 0));
        Assert.Throws<UserError>(() => PretrainedModel.Load(recipe, folder["none.safetensors"]));
        Assert.Throws<UserError>(() => PretrainedModel.Load(recipe with { Model = recipe.Model with { Width = 2 * (recipe.Model.Width ?? 32) } }, result.CheckpointPath));
    }

    [Fact]
    public void The_stop_button_of_a_notebook_stops_a_run()
    {
        using var folder = new TemporaryFolder();
        using var cell = new CancellationTokenSource();
        AppContext.SetData("MimLab.Stop", cell.Token);
        try
        {
            var live = new LiveLoss("Loss");
            live.Stepped += _ => cell.Cancel();
            var context = new RunContext { Directory = folder["run"], Progress = live };
            var result = Pretraining.Run(TinyRecipe.Load(folder, "pretrain.logEvery=3"), context);
            Assert.True(result.Interrupted);
            Assert.InRange(result.ImagesSeen, 1, 319);
        }
        finally
        {
            AppContext.SetData("MimLab.Stop", null);
        }
    }

    private static Tensor Paint(MaskedImageModel model, ReconstructionSamples samples)
    {
        using var frozen = no_grad();
        var training = model.training;
        model.eval();
        var painted = model.Reconstruct(samples.Images, samples.Masks);
        model.train(training);
        return painted;
    }
}
