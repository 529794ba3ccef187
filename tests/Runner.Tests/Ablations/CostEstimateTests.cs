using MimLab.Runner.Ablations;
using MimLab.Training;
using TorchSharp;

namespace Runner.Tests.Ablations;

[Collection(TrainingCollection.Name)]
public class CostEstimateTests
{
    private const string Crops = "probe.augmentation={\"size\":32}"; // in two epochs

    [Fact]
    public void A_recipe_with_a_warm_up_of_epochs_can_be_timed()
    {
        using var lab = new Laboratory();
        var recipe = Recipe.Load(Path.Combine(lab.Place.Recipes, "simmim-32px-smoke.json"), ["pretrain.schedule.warmupFraction=null", "pretrain.schedule.warmupEpochs=10"]);
        Assert.True(CostEstimate.Measure(recipe, torch.CPU) > 0);
    }

    [Fact]
    public void A_Swin_transformer_can_be_timed_and_counted()
    {
        using var lab = new Laboratory();
        var recipe = Recipe.Load(Path.Combine(lab.Place.Recipes, "simmim-swin-32px-smoke.json"));
        var estimate = CostEstimate.Of(new PlannedRun(new Cell { Name = "cell" }, 0, recipe, recipe.Hash, recipe.WorkHash), 256, 50, CostEstimate.Measure(recipe, torch.CPU));
        Assert.True(estimate.Seconds > 0);
        using var model = recipe.CreateModel();
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), estimate.Parameters);
    }

    [Theory]
    [InlineData]
    [InlineData("model.encoderMaskToken=true")]
    public void A_run_from_scratch_of_a_method_of_kept_patches_can_be_timed_and_counted(params string[] changes)
    {
        using var lab = new Laboratory();
        var whole = Recipe.Load(Path.Combine(lab.Place.Recipes, "mae-32px-smoke.json"), changes);
        var scratch = whole with { Pretrain = null, Mask = new() };
        var run = new PlannedRun(new Cell { Name = "scratch", Kind = CellKind.Scratch }, 0, scratch, scratch.Hash, scratch.WorkHash);
        var estimate = CostEstimate.Of(run, 256, 50, CostEstimate.Measure(scratch, torch.CPU));
        Assert.True(estimate.PretrainingImages == 0 && estimate.Seconds > 0);
        Assert.Equal(CostEstimate.SpeedKey(scratch), CostEstimate.SpeedKey(scratch with { Name = "other" }));
    }

    [Theory]
    [InlineData(50 + 50)]
    [InlineData(2 * 50 + 50, "probe.heldOut=0.2")]
    [InlineData(2 * 50 + 50, Crops)]
    [InlineData(2 * 40 + 10 + 2 * 50 + 50, Crops, "probe.heldOut=0.2")]
    public void A_probe_costs_every_look_of_the_encoder_at_an_image(double looks, params string[] changes)
    {
        using var lab = new Laboratory();
        double Of(params string[] all)
        {
            var recipe = Recipe.Load(Path.Combine(lab.Place.Recipes, "simmim-32px-smoke.json"), all);
            return CostEstimate.Of(new PlannedRun(new Cell { Name = "cell" }, 0, recipe, recipe.Hash, recipe.WorkHash), 256, 50, 1000).EvaluationImages;
        }

        var none = Of("probe=null");
        var look = (Of("probe.layer=1") - none) / 100; // 50 labelled and 50 test images
        Assert.Equal(looks, (Of(changes) - none) / look, 1e-6);
    }

    [Fact]
    public void A_heavier_head_costs_more()
    {
        using var lab = new Laboratory();
        CostEstimate Of(params string[] changes)
        {
            var recipe = Recipe.Load(Path.Combine(lab.Place.Recipes, "simmim-32px-smoke.json"), changes);
            return CostEstimate.Of(new PlannedRun(new Cell { Name = "cell" }, 0, recipe, recipe.Hash, recipe.WorkHash), 256, 50, 1000);
        }

        var (linear, mirrored) = (Of(), Of("model.head=inverse-vit"));
        Assert.True(mirrored.Parameters > 1.5 * linear.Parameters);
        Assert.True(mirrored.FlopsPerImage > 1.5 * linear.FlopsPerImage);
    }
}
