using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the convolutions share: weight, bias and geometry.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    private protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding,
        Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias,
        PaddingModes padding_mode, Device? device, ScalarType? dtype) : base(name)
    {
        if (groups < 1 || in_channels % groups != 0 || out_channels % groups != 0)
            throw new ArgumentException($"{name} cannot divide {in_channels} input and {out_channels} output channels into {groups} groups.");
        if (transposed && padding_mode != PaddingModes.Zeros)
            throw new ArgumentException($"{name} pads with zeros only, not {padding_mode}.");
        (this.in_channels, this.out_channels, this.kernel_size) = (in_channels, out_channels, kernel_size);
        (this.stride, this.padding, this.padding_type, this.dilation) = (stride, padding, padding_type, dilation);
        (this.transposed, this.output_padding, this.groups, this.padding_mode) = (transposed, output_padding, groups, padding_mode);
        long[] channels = transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
        weight = new Parameter(empty([.. channels, .. kernel_size], dtype, device));
        if (bias) this.bias = new Parameter(empty([out_channels], dtype, device));
        reset_parameters();
    }

    /// <summary>Channels of the input.</summary>
    public long in_channels { get; }

    /// <summary>Channels of the output.</summary>
    public long out_channels { get; }

    /// <summary>The kernel's size in each dimension.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>Steps between windows in each dimension.</summary>
    public long[] stride { get; set; }

    /// <summary>Padding on both sides of each dimension.</summary>
    public long[] padding { get; }

    /// <summary>Padding by name; null when it is given in numbers.</summary>
    public Padding? padding_type { get; }

    /// <summary>What padding is filled with.</summary>
    public PaddingModes padding_mode { get; set; }

    /// <summary>Steps between the values of a window in each dimension.</summary>
    public long[] dilation { get; set; }

    /// <summary>Added to one side of a transposed convolution's output.</summary>
    public long[] output_padding { get; set; }

    /// <summary>The number of groups of channels that do not see each other.</summary>
    public long groups { get; set; }

    /// <summary>Whether this is the transpose of a convolution.</summary>
    public bool transposed { get; }

#nullable disable annotations
    /// <summary>[out, in / groups, ...], or [in, out / groups, ...] when transposed.</summary>
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

    /// <summary>Draws weight and bias from PyTorch's default distribution.</summary>
    public void reset_parameters() => nn.init.ResetLinear(weight, bias);

    // Padding other than zeros is put around the input beforehand: (before, after) from the last dimension backwards.
    private protected Tensor PadExplicitly(Tensor input)
    {
        var amounts = new long[2 * kernel_size.Length];
        for (var i = 0; i < kernel_size.Length; i++)
        {
            var dimension = kernel_size.Length - 1 - i;
            var total = dilation[dimension] * (kernel_size[dimension] - 1);
            (amounts[2 * i], amounts[2 * i + 1]) = padding_type switch
            {
                Padding.Same => (total / 2, total - total / 2),
                Padding.Valid => (0, 0),
                _ => (padding[dimension], padding[dimension]),
            };
        }
        return nn.functional.pad(input, amounts, padding_mode);
    }
}
