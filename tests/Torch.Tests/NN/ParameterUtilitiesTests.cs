using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.NN;

public class ParameterUtilitiesTests
{
    [Fact]
    public void Clipping_scales_all_gradients_by_one_factor()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(zeros(2)), new(zeros(1)), new(zeros(3))];
        parameters[0].grad = tensor(new[] { 3f, 0 });
        parameters[1].grad = tensor(new[] { 4f });
        Assert.Equal(5, utils.clip_grad_norm_(parameters, 10), 5);
        Assert.Equal(4f, parameters[1].grad!.item<float>());
        Assert.Equal(5, utils.clip_grad_norm_(parameters, 1), 5);
        Assert.Equal(0.6f, parameters[0].grad![0].item<float>(), 5);
        Assert.Equal(0.8, utils.clip_grad_norm_(parameters, 1, double.PositiveInfinity), 5);
        utils.clip_grad_value_(parameters, 0.7);
        Assert.Equal(0.7f, parameters[1].grad!.item<float>(), 6);
    }

    [Fact]
    public void A_vector_carries_all_parameters_there_and_back()
    {
        using var scope = NewDisposeScope();
        using var linear = Linear(2, 3);
        var vector = utils.parameters_to_vector(linear.parameters());
        Assert.Equal([9L], vector.shape);
        utils.vector_to_parameters(arange(9, ScalarType.Float32), linear.parameters());
        Assert.Equal([6f, 7, 8], linear.bias.detach().data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => utils.vector_to_parameters(ones(8), linear.parameters()));
    }
}
