namespace TorchSharp;

/// <summary>Tensors in notebooks: what they are, how their values are spread, and the values of small ones.</summary>
internal sealed class TensorFormatters
{
    public IEnumerable<object> CreateTypeFormatters() => [new TensorFormatter()];
}
