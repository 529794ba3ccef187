using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.NN;

public class StateDictTests
{
    [Fact]
    public void A_state_dictionary_carries_every_value_to_another_module()
    {
        using var scope = NewDisposeScope();
        using ModuleTests.Net source = new(), target = new();
        init.normal_(source.get_parameter("token"));
        var (missing, unexpected) = target.load_state_dict(source.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.DoesNotContain("hidden", source.state_dict().Keys);
        foreach (var (name, value) in source.state_dict()) Assert.Equal(value, target.state_dict()[name]);
    }

    [Fact]
    public void Values_are_converted_to_the_element_type_of_the_module()
    {
        using var scope = NewDisposeScope();
        using var linear = Linear(2, 2);
        linear.load_state_dict(new() { ["weight"] = ones(2, 2, ScalarType.Float64), ["bias"] = zeros(2, ScalarType.BFloat16) });
        Assert.Equal(ScalarType.Float32, linear.weight.dtype);
        Assert.Equal(4f, linear.weight.sum().item<float>());
        Assert.True(linear.weight.requires_grad);
    }

    [Fact]
    public void Missing_unexpected_and_misshapen_names_are_all_listed()
    {
        using var scope = NewDisposeScope();
        using var net = new ModuleTests.Net();
        var state = net.state_dict();
        state.Remove("first.bias");
        state["head"] = ones(1);
        state["token"] = ones(5);
        var message = Assert.Throws<InvalidOperationException>(() => net.load_state_dict(state)).Message;
        Assert.Contains("missing: first.bias", message);
        Assert.Contains("unexpected: head", message);
        Assert.Contains("token is [5], not [3]", message);
    }

    [Fact]
    public void Nothing_is_copied_when_something_is_wrong()
    {
        using var scope = NewDisposeScope();
        using var linear = Linear(2, 2);
        var before = linear.weight.clone();
        Assert.Throws<InvalidOperationException>(() => linear.load_state_dict(new() { ["weight"] = ones(2, 2), ["bias"] = zeros(3) }));
        Assert.Equal(before, linear.weight.detach());
    }

    [Fact]
    public void Not_strict_returns_the_differences_but_never_bends_a_shape()
    {
        using var scope = NewDisposeScope();
        using var linear = Linear(2, 2);
        var (missing, unexpected) = linear.load_state_dict(new() { ["weight"] = ones(2, 2), ["scale"] = ones(1) }, strict: false);
        Assert.Equal(["bias"], missing);
        Assert.Equal(["scale"], unexpected);
        Assert.Equal(4f, linear.weight.sum().item<float>());
        Assert.Throws<InvalidOperationException>(() => linear.load_state_dict(new() { ["weight"] = ones(4) }, strict: false));
    }

    [Fact]
    public void Skipped_names_are_left_alone()
    {
        using var scope = NewDisposeScope();
        using var linear = Linear(2, 2);
        var before = linear.bias.clone();
        linear.load_state_dict(new() { ["weight"] = ones(2, 2), ["bias"] = ones(7) }, skip: ["bias"]);
        Assert.Equal(before, linear.bias.detach());
    }

    [Fact]
    public void Normalization_statistics_are_part_of_the_state()
    {
        using var norm = BatchNorm1d(2);
        Assert.Equal(["weight", "bias", "running_mean", "running_var", "num_batches_tracked"], norm.state_dict().Keys);
        using var bare = BatchNorm1d(2, affine: false, track_running_stats: false);
        Assert.Empty(bare.state_dict());
    }
}
