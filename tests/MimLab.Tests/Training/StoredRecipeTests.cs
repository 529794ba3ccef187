using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MimLab.Data;
using MimLab.Training;
using MimLab.Weights;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class StoredRecipeTests
{
    private static readonly string[] CameLater = ["model.qkvBias", "mask.minimumCells", "pretrain.ema", "finetune.dropPath", "finetune.mixup",
        "finetune.augmentation.randAugment", "finetune.augmentation.randomErasing", "probe.layer", "data.seed"];

    [Fact]
    public void A_recipe_from_before_a_key_existed_is_the_recipe_with_its_default()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        var old = Older(recipe);
        Assert.NotEqual(recipe.ToJson(), old);

        var read = StoredRecipe.Of(old)!;
        Assert.Equal(recipe.WorkHash, read.WorkHash);
        Assert.Equal(recipe.PretrainingHash, read.PretrainingHash);
        Assert.Same(read, StoredRecipe.Of(new string(old))); // read once
    }

    [Fact]
    public void Words_do_not_count_and_everything_else_does()
    {
        using var folder = new TemporaryFolder();
        var hash = TinyRecipe.Load(folder).WorkHash;
        Assert.Equal(hash, TinyRecipe.Load(folder, "name=other", "source=elsewhere").WorkHash);
        foreach (var change in new[] { "model.qkvBias=false", "mask.ratio=0.5", "data.seed=1", "pretrain.batch=8", "finetune.epochs=3", "probe.layer=1", "knn.neighbours=4" })
            Assert.NotEqual(hash, StoredRecipe.Of(TinyRecipe.Load(folder, change).ToJson())!.WorkHash);
    }

    [Theory]
    [InlineData("{\"name\":\"x\",\"model\":{\"unknown\":1},\"data\":{}}")]
    [InlineData("{\"name\":\"x\",\"model\":{\"width\":\"wide\"},\"data\":{}}")]
    [InlineData("{\"name\":\"x\"}")]
    [InlineData("[1]")]
    [InlineData("{\"name\":")]
    [InlineData("{\"name\":\"x\",\"name\":\"y\",\"model\":{},\"data\":{}}")]
    public void What_todays_schema_refuses_is_no_recipe(string text) => Assert.Null(StoredRecipe.Of(text));

    [Fact]
    public void A_checkpoint_from_before_a_key_existed_goes_on_to_the_same_end()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        var whole = Pretraining.Run(recipe, TinyRecipe.Context(folder, "whole"));
        Stop(recipe, folder, "old");
        Age(folder, "old", recipe, recipe.Data.Open(Split.Train).Hash);

        var resumed = Pretraining.Run(recipe, TinyRecipe.Context(folder, "old", resume: true));
        Assert.Equal(ResumeTests.Losses(folder["whole"]), ResumeTests.Losses(folder["old"]));
        Assert.Equal(whole.FinalLoss, resumed.FinalLoss);
    }

    [Fact]
    public void A_checkpoint_of_other_images_or_another_recipe_stays_refused_whatever_its_age()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        Stop(recipe, folder, "old");
        Age(folder, "old", recipe, "hash of other images");
        Assert.Contains("use another folder", Assert.Throws<UserError>(() => Pretraining.Run(recipe, TinyRecipe.Context(folder, "old", resume: true))).Message);

        Age(folder, "old", recipe, recipe.Data.Open(Split.Train).Hash);
        var other = TinyRecipe.Load(folder, "mask.ratio=0.5");
        Assert.Throws<UserError>(() => Pretraining.Run(other, TinyRecipe.Context(folder, "old", resume: true)));
    }

    [Fact]
    public void A_finished_pretraining_is_known_by_recipe_images_and_seed()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "pretrain.images=48");
        var images = recipe.Data.Open(Split.Train);
        Assert.Null(Pretraining.Finished(recipe, images, folder["run"], 1));
        var result = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run"));
        var encoder = File.ReadAllBytes(result.EncoderPath);

        Assert.Equal(result, Pretraining.Finished(recipe, images, folder["run"], 1));
        Assert.Equal(result, Pretraining.Finished(TinyRecipe.Load(folder, "pretrain.images=48", "name=other", "finetune.epochs=9"), images, folder["run"], 1));
        Assert.Null(Pretraining.Finished(recipe, images, folder["run"], 2));
        Assert.Null(Pretraining.Finished(TinyRecipe.Load(folder, "pretrain.images=64"), images, folder["run"], 1));
        Assert.Null(Pretraining.Finished(recipe, (recipe.Data with { Seed = 5 }).Open(Split.Train), folder["run"], 1));
        Age(folder, "run", recipe, images.Hash);
        Assert.Equal(result, Pretraining.Finished(recipe, images, folder["run"], 1));

        Pretraining.Run(TinyRecipe.Load(folder, "pretrain.images=48", "name=other"), TinyRecipe.Context(folder, "run", resume: true));
        Assert.Equal(encoder, File.ReadAllBytes(result.EncoderPath)); // a fine-tuning in progress knows it by its bytes
    }

    [Fact]
    public void A_run_that_is_not_finished_or_whose_checkpoint_is_damaged_is_not_taken_for_finished()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder);
        var images = recipe.Data.Open(Split.Train);
        Stop(recipe, folder, "run");
        Assert.Null(Pretraining.Finished(recipe, images, folder["run"], 1));
        var done = Pretraining.Run(recipe, TinyRecipe.Context(folder, "run", resume: true));
        Assert.NotNull(Pretraining.Finished(recipe, images, folder["run"], 1));
        File.WriteAllBytes(done.CheckpointPath, File.ReadAllBytes(done.CheckpointPath)[..200]);
        Assert.Null(Pretraining.Finished(recipe, images, folder["run"], 1));
        Assert.Null(StoredRecipe.InFolder(folder["run"]));
    }

    private static void Stop(Recipe recipe, TemporaryFolder folder, string run)
    {
        using var stop = new CancellationTokenSource();
        Assert.True(Pretraining.Run(recipe, TinyRecipe.Context(folder, run, new ProgressProbe(r => { if (r.Step == 4) stop.Cancel(); }), stop.Token)).Interrupted);
    }

    /// <summary>Makes the checkpoint of a run one that was written when the schema had fewer keys.</summary>
    private static void Age(TemporaryFolder folder, string run, Recipe recipe, string dataHash)
    {
        var path = Path.Combine(folder[run], "last.safetensors");
        using var file = SafeTensors.Read(path);
        var part = JsonNode.Parse(Older(recipe))!;
        (part["name"], part["source"], part["finetune"], part["probe"], part["knn"]) = ("", "", null, null, null);
        SafeTensors.Write(path, file.Tensors, new Dictionary<string, string>(file.Metadata)
        {
            ["recipe"] = Older(recipe),
            ["identity"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{RecipeJson.Hash(part)}\n{dataHash}"))),
        });
    }

    private static string Older(Recipe recipe)
    {
        var tree = JsonNode.Parse(recipe.ToJson())!;
        foreach (var key in CameLater)
        {
            var names = key.Split('.');
            Assert.True(((JsonObject)names[..^1].Aggregate(tree, (node, name) => node[name]!)).Remove(names[^1]));
        }
        return tree.ToJsonString();
    }
}
