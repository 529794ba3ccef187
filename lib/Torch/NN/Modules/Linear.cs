using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x W^T + b over the last dimension.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    internal Linear(long in_features, long out_features, bool hasBias, Device? device, ScalarType? dtype) : base("Linear")
    {
        (this.in_features, this.out_features) = (in_features, out_features);
        weight = new Parameter(empty([out_features, in_features], dtype, device));
        if (hasBias) bias = new Parameter(empty([out_features], dtype, device));
        nn.init.ResetLinear(weight, bias);
    }

    internal Linear(Parameter weight, Parameter? bias) : base("Linear")
    {
        (in_features, out_features) = (weight.size(1), weight.size(0));
        (this.weight, this.bias) = (weight, bias);
    }

    /// <summary>The size of the input's last dimension.</summary>
    public long in_features { get; set; }

    /// <summary>The size of the output's last dimension.</summary>
    public long out_features { get; set; }

#nullable disable annotations
    /// <summary>[out, in]; null without one.</summary>
    public Parameter weight
    {
        get => Own("weight");
        set => ConditionallyRegisterParameter("weight", value);
    }
#nullable restore annotations

#nullable disable annotations
    /// <summary>[out]; null without one.</summary>
    public Parameter bias
    {
        get => Own("bias");
        set => ConditionallyRegisterParameter("bias", value);
    }
#nullable restore annotations

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
}
