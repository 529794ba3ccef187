using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Averages over windows of [B, C, H, W].</summary>
public sealed class AvgPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal AvgPool2d(long[] kernel_size, long[]? stride, long[]? padding, bool ceil_mode, bool count_include_pad,
        long? divisor_override) : base("AvgPool2d")
    {
        (this.kernel_size, this.stride, this.padding) = (kernel_size, stride, padding);
        (this.ceil_mode, this.count_include_pad, this.divisor_override) = (ceil_mode, count_include_pad, divisor_override);
    }

    /// <summary>Height and width of a window.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>Steps between windows; the window's size if null.</summary>
    public long[]? stride { get; set; }

    /// <summary>Zeros around the image.</summary>
    public long[]? padding { get; set; }

    /// <summary>Whether a window that sticks out counts.</summary>
    public bool ceil_mode { get; set; }

    /// <summary>Whether padding counts in the mean.</summary>
    public bool count_include_pad { get; set; }

    /// <summary>What sums are divided by, instead of the number of values.</summary>
    public long? divisor_override { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => nn.functional.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
}
