using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Maxima over windows of [B, C, H, W].</summary>
public sealed class MaxPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal MaxPool2d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode) : base("MaxPool2d")
    {
        (this.kernel_size, this.stride, this.padding) = (kernel_size, stride, padding);
        (this.dilation, this.ceil_mode) = (dilation, ceil_mode);
    }

    /// <summary>Height and width of a window.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>Steps between windows; the window's size if null.</summary>
    public long[]? stride { get; set; }

    /// <summary>Padding around the image.</summary>
    public long[]? padding { get; set; }

    /// <summary>Steps between the values of a window.</summary>
    public long[]? dilation { get; set; }

    /// <summary>Whether a window that sticks out counts.</summary>
    public bool ceil_mode { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);
}
