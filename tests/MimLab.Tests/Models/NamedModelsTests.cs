using MimLab.Backbones;
using MimLab.Models;

namespace MimLab.Tests.Models;

public class NamedModelsTests
{
    public static TheoryData<string, string, string> Figures()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var model in NamedModels.All)
            foreach (var figure in model.Published) data.Add(model.Method, model.Size, figure.Quantity);
        return data;
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public void Counts_are_the_published_ones(string method, string size, string quantity)
    {
        var model = NamedModels.All.Single(m => (m.Method, m.Size) == (method, size));
        var figure = model.Published.Single(f => f.Quantity == quantity);
        Assert.InRange(model.Count(figure), figure.Value - figure.Tolerance - 1e-9, figure.Value + figure.Tolerance + 1e-9);
        Assert.True(figure.Tolerance <= 0.03 * figure.Value, "a tolerance that lets anything pass");
    }

    [Fact]
    public void Every_named_size_is_listed_once_with_each_method_and_can_be_trained()
    {
        Assert.Equal(NamedModels.All.Count, NamedModels.All.Select(m => (m.Method, m.Size)).Distinct().Count());
        var names = NamedModels.All.Select(m => m.Size).ToHashSet();
        foreach (var size in VisionTransformerSize.All.Select(s => s.Name).Concat(SwinTransformerSize.All.Select(s => s.Name)).Concat(MixMimTransformerSize.All.Select(s => s.Name)))
            Assert.Contains(size, names);
        foreach (var model in NamedModels.All)
        {
            model.Pretraining.Validate(model.Mask.Create(model.Pretraining.ImageSize, model.Pretraining.AnyEncoderShape().TokenSize));
            model.FineTuning.AnyFineTuningShape().Validate();
            Assert.True(model.PretrainingForward > 0 && model.PretrainingParameters > model.ClassifierParameters * 0.9);
        }
    }

    [Fact]
    public void Parameters_of_a_classifier_are_those_of_the_model()
    {
        var tiny = NamedModels.All.Single(m => (m.Method, m.Size) == ("simmim", "ViT-T"));
        using var classifier = tiny.FineTuning.CreateClassifier(1000);
        Assert.Equal(classifier.parameters().Sum(p => p.numel()), (long)Math.Round(tiny.ClassifierParameters * 1e6));
    }
}
