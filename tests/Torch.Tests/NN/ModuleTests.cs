using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.NN;

public class ModuleTests
{
    [Fact]
    public void Fields_are_registered_under_their_names_in_order()
    {
        using var net = new Net();
        Assert.Equal(["token", "first.weight", "first.bias", "blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias"],
            net.named_parameters().Select(entry => entry.name));
        Assert.Equal(["table", "hidden"], net.named_buffers().Select(entry => entry.name));
        Assert.Equal(["table"], net.named_buffers(include_nonpersistent: false).Select(entry => entry.name));
        Assert.Equal(["first", "blocks"], net.named_children().Select(entry => entry.name));
        Assert.Equal(["first", "blocks", "blocks.0", "blocks.1"], net.named_modules().Select(entry => entry.name));
        Assert.Equal("Net", net.GetName());
    }

    [Fact]
    public void Parameters_and_buffers_are_found_by_dotted_name()
    {
        using var net = new Net();
        Assert.Equal([3L, 4], net.get_parameter("first.weight").shape);
        Assert.True(net.has_parameter("blocks.1.bias"));
        Assert.False(net.has_parameter("blocks.2.bias"));
        Assert.Null(net.get_parameter("nowhere.weight"));
        Assert.Null(net.get_buffer("first.weight"));
        Assert.NotNull(net.get_buffer("hidden"));
    }

    [Fact]
    public void Own_parameters_only_when_not_recursing()
    {
        using var net = new Net();
        Assert.Equal(["token"], net.named_parameters(recurse: false).Select(entry => entry.name));
    }

    [Fact]
    public void A_shared_parameter_is_listed_once_and_saved_under_both_names()
    {
        using var first = Linear(3, 3);
        using var second = Linear(first.weight);
        using var both = Sequential(first, second);
        Assert.Equal(["0.weight", "0.bias"], both.named_parameters().Select(entry => entry.name));
        Assert.Equal(["0.weight", "0.bias", "1.weight"], both.state_dict().Keys);
    }

    [Fact]
    public void Names_must_be_new_and_without_dots()
    {
        using var net = new Net();
        using var tensor = zeros(1);
        Assert.Throws<ArgumentException>(() => net.register_buffer("a.b", tensor));
        Assert.Throws<ArgumentException>(() => net.register_module("", Identity()));
        Assert.Contains("token", Assert.Throws<InvalidOperationException>(() => net.register_buffer("token", tensor)).Message);
    }

    [Fact]
    public void Registered_tensors_outlive_the_scope_they_were_made_in()
    {
        Net net;
        using (NewDisposeScope()) net = new Net();
        using (net)
        {
            Assert.All(net.parameters(), parameter => Assert.False(parameter.IsInvalid));
            Assert.All(net.buffers(), buffer => Assert.False(buffer.IsInvalid));
        }
    }

    [Fact]
    public void Disposing_a_module_disposes_what_it_holds()
    {
        var net = new Net();
        var held = net.parameters().Concat(net.buffers()).ToList();
        net.Dispose();
        Assert.All(held, tensor => Assert.True(tensor.IsInvalid));
    }

    [Fact]
    public void Training_mode_reaches_every_module()
    {
        using var net = new Net();
        Assert.True(net.modules().All(module => module.training));
        net.eval();
        Assert.False(net.training || net.modules().Any(module => module.training));
        net.train();
        Assert.True(net.training && net.modules().All(module => module.training));
    }

    [Fact]
    public void Apply_runs_from_the_bottom_up()
    {
        using var net = new Net();
        List<string> seen = [];
        net.apply(module => seen.Add(module.GetName()));
        Assert.Equal(["Linear", "Linear", "Linear", "ModuleList", "Net"], seen);
    }

    [Fact]
    public void Zero_grad_frees_or_zeroes()
    {
        using var linear = Linear(2, 1);
        linear.call(ones(1, 2)).sum().backward();
        linear.zero_grad(set_to_none: false);
        Assert.Equal(0f, linear.weight.grad!.abs().sum().item<float>());
        linear.zero_grad();
        Assert.Null(linear.weight.grad);
    }

    [Fact]
    public void A_conversion_keeps_the_objects_and_leaves_integers_alone()
    {
        using var net = new Net();
        var token = net.get_parameter("token");
        token.sum().backward();
        Assert.Same(net, net.to(ScalarType.Float64));
        Assert.Same(token, net.get_parameter("token"));
        Assert.All(net.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Equal(ScalarType.Float64, token.grad!.dtype);
        Assert.Equal(ScalarType.Int64, net.get_buffer("table").dtype);
        Assert.Equal(ScalarType.Float64, net.get_buffer("hidden").dtype);
        Assert.True(token.requires_grad && token.is_leaf);
        Assert.Throws<ArgumentException>(() => net.to(ScalarType.Int64));
    }

    [Fact]
    public void Gradients_flow_after_a_conversion()
    {
        using var linear = Linear(2, 1);
        linear.call(ones(1, 2)).sum().backward();
        linear.zero_grad();
        linear.to(ScalarType.Float64);
        linear.call(ones(1, 2, ScalarType.Float64)).sum().backward();
        Assert.Equal([1.0, 1], linear.weight.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Hooks_see_and_replace_inputs_and_outputs()
    {
        using var scope = NewDisposeScope();
        using var linear = Linear(tensor(new float[,] { { 2 } }).AsParameter());
        var before = linear.register_forward_pre_hook((_, input) => input + 1);
        var after = linear.register_forward_hook((_, input, output) => output * 10 + input);
        Assert.Equal(42f, linear.call(ones(1, 1)).item<float>());
        Assert.Equal(2f, linear.forward(ones(1, 1)).item<float>());
        before.remove();
        after.remove();
        Assert.Equal(2f, linear.call(ones(1, 1)).item<float>());
    }

    [Fact]
    public void A_frozen_parameter_gets_no_gradient()
    {
        using var net = new Net();
        foreach (var parameter in net.children().First().parameters()) parameter.requires_grad = false;
        net.call(ones(2, 4)).sum().backward();
        Assert.Null(net.get_parameter("first.weight").grad);
        Assert.NotNull(net.get_parameter("blocks.0.weight").grad);
    }

    [Fact]
    public void A_parameter_of_a_computed_tensor_is_a_leaf()
    {
        var leaf = ones(2, requires_grad: true);
        using var parameter = new Parameter(leaf * 3);
        Assert.True(parameter.is_leaf && parameter.requires_grad);
        using var frozen = new Parameter(leaf * 3, requires_grad: false);
        Assert.False(frozen.requires_grad);
    }

    internal sealed class Net : Module<Tensor, Tensor>
    {
        private readonly Linear first = Linear(4, 3);
        private readonly ModuleList<Linear> blocks = ModuleList(Linear(3, 3), Linear(3, 3));
        private readonly Parameter token = new(zeros(3));
        private readonly Tensor table = arange(3);

        public Net() : base("Net")
        {
            RegisterComponents();
            register_buffer("hidden", ones(3), persistent: false);
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = first.call(input) + token;
            foreach (var block in blocks) x = block.call(x);
            return (x + table).MoveToOuterDisposeScope();
        }
    }
}
