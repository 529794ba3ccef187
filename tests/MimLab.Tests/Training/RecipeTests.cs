using MimLab.Training;

namespace MimLab.Tests.Training;

public class RecipeTests
{
    private const string Minimal = """
        {
          "name": "tiny", // comments and trailing commas are fine
          "model": {},
          "data": { "set": "shapes" },
          "pretrain": { "images": 256, "batch": 64, },
        }
        """;

    [Fact]
    public void Defaults_fill_what_is_not_said()
    {
        using var folder = new TemporaryFolder();
        var recipe = Recipe.Load(folder.Write("tiny.json", Minimal));

        Assert.Equal("tiny", recipe.Name);
        Assert.Equal(64, recipe.Pretrain!.Batch);
        Assert.Equal(0.05, recipe.Pretrain.Optimizer.WeightDecay);
        Assert.Null(recipe.Finetune);
    }

    [Fact]
    public void A_base_is_inherited_deeply_and_overrides_win()
    {
        using var folder = new TemporaryFolder();
        folder.Write("base.json", Minimal);
        var path = folder.Write("child.json", """{ "base": "base.json", "name": "child", "pretrain": { "batch": 32, "schedule": { "kind": "cosine" } } }""");

        var recipe = Recipe.Load(path, ["pretrain.optimizer.learningRate=2e-3", "finetune.labels=500", "source=a paper"]);

        Assert.Equal(("child", 32, 256L), (recipe.Name, recipe.Pretrain!.Batch, recipe.Pretrain.Images!.Value));
        Assert.Equal(2e-3, recipe.Pretrain.Optimizer.LearningRate);
        Assert.Equal(500, recipe.Finetune!.Labels);
        Assert.Equal("a paper", recipe.Source);
    }

    [Fact]
    public void The_resolved_recipe_reads_back_with_the_same_hash()
    {
        using var folder = new TemporaryFolder();
        var recipe = Recipe.Load(folder.Write("tiny.json", Minimal));
        var again = Recipe.Load(folder.Write("again.json", recipe.ToJson()));

        Assert.Equal(64, recipe.Hash.Length);
        Assert.Equal(recipe.Hash, again.Hash);
        Assert.NotEqual(recipe.Hash, Recipe.Load(folder["tiny.json"], ["pretrain.batch=65"]).Hash);
        Assert.Equal(recipe.PretrainingHash, Recipe.Load(folder["tiny.json"], ["finetune.epochs=3", "name=other"]).PretrainingHash);
    }

    [Theory]
    [InlineData("\"pretrain\": { \"bacth\": 3 }", "Unknown key 'pretrain.bacth' in ", ": did you mean 'batch'?")]
    [InlineData("\"pretrian\": {}", "Unknown key 'pretrian' in ", "did you mean 'pretrain'")]
    [InlineData("\"zzzzzzzz\": 1", "Unknown key 'zzzzzzzz' in ", "known keys are name, source")]
    [InlineData("\"pretrain\": { \"images\": 9, \"batch\": \"many\" }", "'pretrain.batch' in ", "is \"many\", but must be a whole number.")]
    [InlineData("\"pretrain\": { \"images\": 9, \"batch\": 1.5 }", "'pretrain.batch' in ", "is 1.5, but must be a whole number.")]
    [InlineData("\"pretrain\": { \"images\": 9, \"schedule\": { \"kind\": \"cosin\" } }", "'pretrain.schedule.kind' in ", "did you mean \"cosine\"?")]
    [InlineData("\"pretrain\": 5", "'pretrain' in ", "must be an object")]
    [InlineData("\"pretrain\": { \"images\": 9, \"batch\": 0 }", "'pretrain.batch' in ", "is 0, but must be at least 1.")]
    [InlineData("\"pretrain\": {}", "'pretrain.images' in ", "is missing: give it or epochs.")]
    [InlineData("\"pretrain\": { \"images\": 9, \"epochs\": 1 }", "'pretrain.images' in ", "cannot be given together with epochs")]
    [InlineData("\"pretrain\": { \"images\": 9, \"ema\": 1.0 }", "'pretrain.ema' in ", "must be between 0 and 1")]
    [InlineData("\"pretrain\": { \"images\": 9, \"optimizer\": { \"name\": \"sgd\", \"learningRate\": 1 } }", "'pretrain.optimizer.name' in ", "but must be \"adamw\"")]
    [InlineData("\"finetune\": { \"optimizer\": { \"name\": \"lars\", \"learningRate\": 1 } }", "'finetune.optimizer.name' in ", "is \"lars\", but must be \"adamw\"")]
    [InlineData("\"probe\": { \"optimizer\": { \"name\": \"lars\", \"learningRate\": 1, \"momentum\": 1 } }", "'probe.optimizer.momentum' in ", "must be from 0 up to, not including, 1")]
    [InlineData("\"probe\": { \"optimizer\": { \"name\": \"sgd\", \"learningRate\": 1 } }", "'probe.optimizer.name' in ", "must be \"adamw\" or \"lars\"")]
    [InlineData("\"probe\": { \"layer\": 0 }", "'probe.layer' in ", "-1 is the last")]
    [InlineData("\"probe\": { \"heldOut\": 1 }", "'probe.heldOut' in ", "must be from 0 up to, not including, 1")]
    [InlineData("\"finetune\": { \"blocks\": 0.3 }", "'finetune.blocks' in ", "a number of blocks in halves")]
    [InlineData("\"finetune\": { \"blocks\": -1 }", "'finetune.blocks' in ", "a number of blocks in halves")]
    [InlineData("\"finetune\": { \"blocks\": 13 }", "'finetune.blocks' in ", "the encoder has 12 blocks")]
    [InlineData("\"finetune\": { \"layerDecay\": 0 }", "'finetune.layerDecay' in ", "must be above 0 and at most 1")]
    [InlineData("\"mask\": null", "'mask' in ", "is null, but must have a value: leave it out for the default.")]
    [InlineData("\"pretrain\": { \"images\": 9, \"optimizer\": null }", "'pretrain.optimizer' in ", "is null, but must have a value")]
    [InlineData("\"finetune\": { \"optimizer\": { \"learningRate\": 1, \"betas\": null } }", "'finetune.optimizer.betas' in ", "is null, but must have a value")]
    [InlineData("\"source\": null", "'source' in ", "is null, but must have a value")]
    [InlineData("\"name\": \"twice\"", " is not valid JSON: ", "'name'")]
    [InlineData("\"source\": nonsense", " is not valid JSON at line 1, column ", "")]
    public void What_is_wrong_is_named_with_file_and_path(string entry, string where, string what)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("bad.json", $$"""{ "name": "bad", "model": {}, "data": {}, {{entry}} }""");

        var error = Assert.Throws<UserError>(() => Recipe.Load(path));

        Assert.Contains(where, error.Message);
        Assert.Contains(what, error.Message);
        Assert.Contains(path, error.Message);
    }

    [Fact]
    public void An_unknown_key_in_a_base_names_the_base()
    {
        using var folder = new TemporaryFolder();
        folder.Write("base.json", """{ "modle": {} }""");
        var error = Assert.Throws<UserError>(() => Recipe.Load(folder.Write("child.json", """{ "base": "base.json" }""")));
        Assert.Contains("base.json", error.Message);
        Assert.Contains("did you mean 'model'", error.Message);
    }

    [Fact]
    public void Bases_that_go_round_in_a_circle_are_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.json", """{ "base": "b.json" }""");
        folder.Write("b.json", """{ "base": "a.json" }""");
        var error = Assert.Throws<UserError>(() => Recipe.Load(folder["a.json"]));
        Assert.Contains("a.json -> b.json -> a.json", error.Message);
    }

    [Theory]
    [InlineData("pretrain.batch", "must have the form key=value")]
    [InlineData("pretrain.btach=3", "the override 'pretrain.btach=3': did you mean 'batch'")]
    [InlineData("pretrain.batch=x", "'pretrain.batch' in the override 'pretrain.batch=x' is \"x\", but must be a whole number")]
    [InlineData("zzzzzzzz=1", "known keys are name, source, model, mask, data, pretrain, finetune, probe, knn, tokenizer, clusters, components.")]
    [InlineData("pretrain.batch=0", "'pretrain.batch' in the override 'pretrain.batch=0' (--set) is 0, but must be at least 1.")]
    [InlineData("pretrain={\"images\":9,\"batch\":0}", "'pretrain.batch' in the override 'pretrain={\"images\":9,\"batch\":0}' (--set) is 0")]
    [InlineData("mask.ratio=7", "tiny.json with --set mask.ratio=7: ")]
    [InlineData("pretrain.batch.x=4", "is {\"x\":4}, but must be a whole number")]
    public void A_wrong_override_is_named(string text, string what)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("tiny.json", Minimal);
        Assert.Contains(what, Assert.Throws<UserError>(() => Recipe.Load(path, [text])).Message);
    }

    [Fact]
    public void A_missing_file_and_a_missing_name_are_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("There is no recipe file", Assert.Throws<UserError>(() => Recipe.Load(folder["none.json"])).Message);
        var path = folder.Write("x.json", """{ "model": {} }""");
        Assert.Equal($"{path} is not a complete recipe: it lacks 'name', 'data'.", Assert.Throws<UserError>(() => Recipe.Load(path)).Message);
    }
}
