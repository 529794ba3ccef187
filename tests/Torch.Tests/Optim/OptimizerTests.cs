using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.Optim;

/// <summary>20 steps of each optimizer against PyTorch; golden.py beside this file wrote the numbers.</summary>
public class OptimizerTests
{
    private static readonly Dictionary<string, double[]> Golden = new()
    {
        ["AdamW"] =
            [0.653854489, 0.565647602, -0.286263764, -0.791002452, -0.0397779793, 0.747032702, 0.755965531, -0.116735056, -0.838172674, -0.253485411],
        ["AdamW groups"] =
            [0.644142628, 0.556236506, -0.281734794, -0.779440165, -0.0392934419, 0.736201167, 0.879195452, -0.14929828, -0.963333011, -0.348992556],
        ["AdamW amsgrad"] =
            [0.653854489, 0.565647721, -0.286268651, -0.791002452, -0.0397779793, 0.747032702, 0.755965531, -0.116735056, -0.838172674, -0.253485411],
        ["Adam"] =
            [0.659997821, 0.570473671, -0.287275583, -0.798697293, -0.0389714614, 0.754280627, 0.761799037, -0.115407974, -0.84475255, -0.254024684],
        ["SGD"] =
            [0.313521922, 0.249931097, -0.179809436, -0.346128672, -0.00536859548, 0.343256503, 0.400473207, -0.104788393, -0.456534743, -0.1394566],
        ["SGD momentum"] =
            [-0.0984829143, -0.0936214328, 0.0483956374, 0.119513065, 0.0155435316, -0.111197256, -0.354262471, -0.00474087475, 0.351726174, 0.192913502],
        ["SGD nesterov"] =
            [0.0562529191, 0.00351052731, -0.0543748029, -0.0326008908, 0.0369333848, 0.0523601733, 0.735246778, -0.135707155, -0.807849705, -0.29649049],
        ["SGD maximize"] =
            [1.22525811, 1.0893991, -0.642432094, -1.43309855, -0.124272361, 1.36661339, 1.23496985, -0.199110299, -1.34149325, -0.518585503],
    };

    private static readonly Dictionary<string, Func<Parameter[], optim.Optimizer>> Optimizers = new()
    {
        ["AdamW"] = p => optim.AdamW(p, lr: 0.01, weight_decay: 0.05),
        ["AdamW groups"] = p => optim.AdamW(
            [
                new AdamW.ParamGroup([p[0]], new AdamW.Options { weight_decay = 0.1 }),
                new AdamW.ParamGroup([p[1]], new AdamW.Options { LearningRate = 0.002 }),
            ], lr: 0.01, beta2: 0.95),
        ["AdamW amsgrad"] = p => optim.AdamW(p, lr: 0.01, weight_decay: 0.05, amsgrad: true),
        ["Adam"] = p => optim.Adam(p, lr: 0.01, weight_decay: 0.05),
        ["SGD"] = p => optim.SGD(p, 0.05),
        ["SGD momentum"] = p => optim.SGD(p, 0.05, momentum: 0.9, weight_decay: 0.01, dampening: 0.1),
        ["SGD nesterov"] = p => optim.SGD(
            [
                new SGD.ParamGroup([p[0]], new SGD.Options { weight_decay = 0.1 }),
                new SGD.ParamGroup([p[1]], new SGD.Options { LearningRate = 0.002 }),
            ], 0.05, momentum: 0.9, nesterov: true),
        ["SGD maximize"] = p => optim.SGD(p, 0.01, momentum: 0.5, maximize: true),
    };

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Twenty_steps_equal_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var parameters = ToyProblem.Parameters();
        using var optimizer = Optimizers[name](parameters);
        ToyProblem.Run(parameters, 0, 20, optimizer.zero_grad, () => optimizer.step());
        ToyProblem.Close(Golden[name], parameters, 3e-6);
    }

    [Theory]
    [InlineData("AdamW", 1.0)]
    [InlineData("AdamW groups", 0.2)]
    public void The_fused_AdamW_equals_PyTorch_too(string name, double secondScale)
    {
        using var scope = NewDisposeScope();
        var parameters = ToyProblem.Parameters();
        var (first, second) = name == "AdamW" ? (0.05, 0.05) : (0.1, 0.0);
        using var optimizer = Engine.CreateAdamW(
            [new AdamWGroup([parameters[0]], first), new AdamWGroup([parameters[1]], second, secondScale)]);
        optimizer.LearningRate = 0.01;
        if (name != "AdamW") optimizer.Beta2 = 0.95;
        ToyProblem.Run(parameters, 0, 20, optimizer.ZeroGrad, optimizer.Step);
        ToyProblem.Close(Golden[name], parameters, 3e-6);
        Assert.Equal(20, optimizer.StepCount);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loaded_state_goes_on_as_if_never_stopped(string name)
    {
        using var scope = NewDisposeScope();
        var parameters = ToyProblem.Parameters();
        using var first = Optimizers[name](parameters);
        ToyProblem.Run(parameters, 0, 7, first.zero_grad, () => first.step());
        using var second = Optimizers[name](parameters);
        second.load_state_dict(first.state_dict());
        ToyProblem.Run(parameters, 7, 20, second.zero_grad, () => second.step());
        ToyProblem.Close(Golden[name], parameters, 3e-6);
    }

    [Fact]
    public void A_step_with_a_closure_returns_its_loss()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(3));
        using var optimizer = optim.SGD([parameter], 0.1);
        var loss = optimizer.step(() =>
        {
            var value = (parameter * parameter).sum();
            value.backward();
            return value;
        });
        Assert.Equal(3f, loss.item<float>());
        Assert.Equal(0.8f, parameter[0].item<float>(), 6);
    }

    [Fact]
    public void State_and_parameters_survive_a_move_of_the_module()
    {
        using var module = Linear(3, 2);
        using var optimizer = optim.AdamW(module.parameters(), lr: 0.1);
        module.call(ones(1, 3)).sum().backward();
        optimizer.step();
        using var before = module.weight.clone();
        module.to(ScalarType.Float64);
        optimizer.zero_grad();
        Assert.Null(module.weight.grad);
        Assert.Equal(ScalarType.Float64, optimizer.parameters().First().dtype);
        Assert.True(module.weight.allclose(before.to(ScalarType.Float64)));
    }

    [Fact]
    public void A_parameter_in_two_groups_is_refused()
    {
        using var parameter = new Parameter(ones(3));
        Assert.Throws<ArgumentException>(() => optim.AdamW([parameter, parameter]));
        Assert.Throws<ArgumentException>(() => Engine.CreateAdamW([new AdamWGroup([parameter], 0), new AdamWGroup([parameter], 0)]));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        using var parameter = new Parameter(ones(3));
        Assert.Throws<ArgumentException>(() => optim.AdamW([parameter], beta1: 1));
        Assert.Throws<ArgumentException>(() => optim.Adam([parameter], lr: -1));
        Assert.Throws<ArgumentException>(() => optim.SGD([parameter], 0.1, nesterov: true));
    }

    [Fact]
    public void State_of_other_parameters_is_refused()
    {
        using var one = optim.AdamW([new Parameter(ones(3))]);
        using var two = optim.AdamW([new Parameter(ones(4))]);
        using var three = optim.AdamW([new Parameter(ones(4)), new Parameter(ones(4))]);
        Assert.Throws<ArgumentException>(() => one.load_state_dict(two.state_dict()));
        Assert.Throws<ArgumentException>(() => one.load_state_dict(three.state_dict()));
    }
}
