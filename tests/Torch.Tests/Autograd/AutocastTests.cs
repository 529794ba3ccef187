using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.AutogradTests;

public sealed class AutocastTests
{
    [Fact]
    public void Matrix_products_run_in_bfloat16_only_inside_the_scope()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, 4);
        using (Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16)) Assert.Equal(ScalarType.BFloat16, x.matmul(x.t()).dtype);
        Assert.Equal(ScalarType.Float32, x.matmul(x.t()).dtype);
    }

    [Fact]
    public void Layer_norm_after_a_bfloat16_product_trains_and_stays_in_float32()
    {
        using var scope = NewDisposeScope();
        var linear = Linear(8, 8);
        var norm = LayerNorm(8);
        Tensor loss;
        using (Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16))
        {
            var normed = norm.forward(linear.forward(ones(4, 8)));
            Assert.Equal(ScalarType.Float32, normed.dtype);
            loss = normed.pow(2).sum();
        }
        loss.backward();
        Assert.Equal(ScalarType.Float32, linear.weight!.grad!.dtype);
    }

    [Fact]
    public void Weights_changed_between_two_scopes_are_used_changed()
    {
        using var scope = NewDisposeScope();
        var linear = Linear(2, 2, hasBias: false);
        Tensor Run()
        {
            using var autocast = Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16);
            return linear.forward(ones(1, 2)).sum();
        }
        using (no_grad()) linear.weight!.fill_(1);
        Assert.Equal(4, Run().ToDouble());
        using (no_grad()) linear.weight!.fill_(2);
        Assert.Equal(8, Run().ToDouble());
    }

    [Fact]
    public void A_type_or_device_without_mixed_precision_is_refused()
    {
        Assert.Throws<NotSupportedException>(() => Engine.Autocast(DeviceType.CPU, ScalarType.Float64));
        Assert.Throws<NotSupportedException>(() => Engine.Autocast(DeviceType.MPS, ScalarType.BFloat16));
    }
}
