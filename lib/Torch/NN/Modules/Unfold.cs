using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Windows of [B, C, H, W] as columns [B, C kH kW, L].</summary>
public sealed class Unfold : ParameterLessModule<Tensor, Tensor>
{
    internal Unfold((long, long) kernel_size, (long, long)? dilation, (long, long)? padding, (long, long)? stride) : base("Unfold")
        => (this.kernel_size, this.dilation, this.padding, this.stride) = (kernel_size, dilation, padding, stride);

    /// <summary>Height and width of a window.</summary>
    public (long, long) kernel_size { get; set; }

    /// <summary>Steps between the values of a window; 1 by default.</summary>
    public (long, long)? dilation { get; set; }

    /// <summary>Zeros around the image; 0 by default.</summary>
    public (long, long)? padding { get; set; }

    /// <summary>Steps between windows; 1 by default.</summary>
    public (long, long)? stride { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.unfold(tensor, kernel_size, dilation, padding, stride);
}
