using System.Text.Json;
using MimLab.Models;
using MimLab.Training;

namespace Runner.Tests.Commands;

public class RecipeFileTests
{
    private static readonly string Folder = Path.Combine(Laboratory.Repository, "experiments", "recipes");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_recipe_resolves_under_its_own_name(string name)
    {
        var recipe = Load(name);
        Assert.Equal(name, recipe.Name);
        Assert.True(ModelCost.EncoderParameters(recipe.Model.AnyEncoderShape()) > 0);
    }

    [Theory]
    [InlineData("swin", "")]
    [InlineData("swin", "-quick")]
    [InlineData("swin", "-cifar10")]
    [InlineData("swinv2", "-quick")]
    [InlineData("swinv2", "-cifar10")]
    public void Swin_at_small_scale_differs_from_the_ViT_in_its_model_alone(string backbone, string preset)
    {
        var (swin, vit) = (Load($"simmim-{backbone}-32px{preset}"), Load("simmim-32px" + preset));
        Assert.Equal(Rest(vit), Rest(swin));
        var (own, other) = (ModelCost.EncoderParameters(swin.Model.AnyEncoderShape()), ModelCost.EncoderParameters(vit.Model.AnyEncoderShape()));
        Assert.InRange(own, 500_000, 800_000);
        Assert.InRange(own, 0.8 * other, 1.2 * other);
    }

    private static Recipe Load(string name) => Recipe.Load(Path.Combine(Folder, name + ".json"));

    private static string Rest(Recipe recipe) =>
        JsonSerializer.Serialize(new { recipe.Mask, recipe.Data, recipe.Pretrain, recipe.Finetune, recipe.Probe, recipe.Knn });
}
