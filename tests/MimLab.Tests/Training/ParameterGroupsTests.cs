using MimLab.Training;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class ParameterGroupsTests
{
    [Fact]
    public void Every_parameter_is_in_one_group_and_vectors_do_not_decay()
    {
        using var folder = new TemporaryFolder();
        using var model = TinyRecipe.Load(folder).Model.CreateModel();
        var groups = ParameterGroups.Of(model, (name, _) => model.Decays(name), 0.05);

        Assert.Equal([0, 0.05], groups.Select(g => g.WeightDecay).Order());
        Assert.Equal(model.parameters().Count(), groups.Sum(g => g.Parameters.Count));
        Assert.Equal(model.parameters().Sum(p => p.numel()), groups.SelectMany(g => g.Parameters).Sum(p => p.numel()));
        Assert.All(groups.Single(g => g.WeightDecay > 0).Parameters, p => Assert.True(p.dim() > 1));
    }

    [Fact]
    public void Layer_decay_slows_the_embedding_most_and_the_head_not_at_all()
    {
        using var folder = new TemporaryFolder();
        using var model = TinyRecipe.Load(folder).Model.CreateClassifier(10); // layers: embedding 0, blocks 1 and 2, head 3
        double Scale(string name) => ParameterGroups.LayerScale(0.5, model.LayerOf(name), model.LayerCount);
        var groups = ParameterGroups.Of(model, model.Decays, 0.05, Scale);

        Assert.Equal(0.125, Scale("encoder.cls_token"));
        Assert.Equal(0.25, Scale("encoder.blocks.0.norm1.weight"));
        Assert.Equal(0.5, Scale("encoder.blocks.1.norm1.weight"));
        Assert.Equal(1, Scale("head.weight"));
        Assert.Equal([0.125, 0.25, 0.5, 1], groups.Select(g => g.LearningRateScale).Distinct().Order());
        Assert.Equal(model.parameters().Count(), groups.Sum(g => g.Parameters.Count));
    }
}
