using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class WeightAverageTests
{
    [Fact]
    public void The_average_follows_its_formula_and_lends_itself_to_the_model()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var layer = nn.Linear(1, 1, hasBias: false);
        layer.weight!.fill_(1);
        using var average = new WeightAverage(layer, decay: 0.9);
        layer.weight.fill_(2);
        average.Update();
        layer.weight.fill_(4);
        average.Update();

        // 1 -> 0.9 * 1 + 0.1 * 2 = 1.1 -> 0.9 * 1.1 + 0.1 * 4 = 1.39
        Assert.Equal(1.39f, average.Tensors.Single().Average.item<float>(), 1e-6f);
        using (average.Apply()) Assert.Equal(1.39f, layer.weight.item<float>(), 1e-6f);
        Assert.Equal(4f, layer.weight.item<float>());
        Assert.Equal(1.39f, average.Tensors.Single().Average.item<float>(), 1e-6f);
    }
}
