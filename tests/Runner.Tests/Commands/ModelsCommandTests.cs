using System.Text.Json;

namespace Runner.Tests.Commands;

public class ModelsCommandTests
{
    [Fact]
    public void Every_named_model_is_listed_with_its_cost_and_published_figures()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("models");
        Assert.Equal(0, result.Code);
        Assert.Contains("SwinV2-G", result.Output);
        Assert.Contains("pre-training parameters 89.87 M (89.87)", result.Output);
        Assert.Contains("classifier parameters 658 M (658.04)", result.Output);
    }

    [Fact]
    public void The_list_is_JSON_on_request_and_can_be_narrowed()
    {
        using var lab = new Laboratory();
        using var json = JsonDocument.Parse(lab.Mim("models", "--method", "mixmim", "--json").Output);
        Assert.Equal(["MixMIM-B", "MixMIM-L", "MixMIM-H"], json.RootElement.EnumerateArray().Select(m => m.GetProperty("size").GetString()!));
        Assert.Equal(224, json.RootElement[0].GetProperty("pretraining").GetProperty("imageSize").GetInt32());
        Assert.Equal(88.34, json.RootElement[0].GetProperty("published")[1].GetProperty("ours").GetDouble(), 0.005);
        Assert.Equal(2, lab.Mim("models", "--method", "mim").Code);
    }

    [Fact]
    public void The_recipes_of_SwinV2_H_are_that_model()
    {
        using var lab = new Laboratory();
        foreach (var name in (string[])["simmim-swinv2-h-imagenet", "simmim-swinv2-h-one-step"])
        {
            var recipe = MimLab.Training.Recipe.Load(Path.Combine(lab.Place.Recipes, $"{name}.json"));
            var named = MimLab.Models.NamedModels.All.Single(m => (m.Method, m.Size) == ("simmim", "SwinV2-H"));
            Assert.Equal(named.Pretraining.PretrainingShape(), recipe.Model.PretrainingShape() with { Encoder = named.Pretraining.PretrainingShape().Encoder });
            Assert.Equal(named.PretrainingParameters * 1e6, MimLab.Models.PretrainingCost.Parameters(recipe.Model), 1);
            Assert.True(recipe.Model.AnyEncoderShape().Checkpointing);
        }
    }
}
