using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A tensor as text for a notebook, in the shape that hosts look for.</summary>
internal sealed class TensorFormatter
{
    private const int Most = 64;

    public string MimeType => "text/plain";

    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not Tensor tensor) return false;
        writer.Write(Describe(tensor));
        return true;
    }

    private static string Describe(Tensor tensor)
    {
        if (tensor.IsInvalid) return "disposed tensor";
        var text = $"{tensor.Summary}{(tensor.requires_grad ? ", with gradient" : "")}";
        if (tensor.is_meta || tensor.is_sparse || tensor.numel() == 0) return text;
        if (tensor.numel() > 1 && !tensor.is_complex()) text += Spread(tensor);
        return tensor.numel() > Most ? text : text + "\n" + TensorText.Elements(tensor, "g5", "[", "]", "\n", CultureInfo.InvariantCulture);
    }

    private static string Spread(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var values = tensor.detach().to(ScalarType.Float64);
        double low = values.min().item<double>(), high = values.max().item<double>(), mean = values.mean().item<double>();
        var deviation = values.std(false).item<double>();
        return string.Create(CultureInfo.InvariantCulture, $", from {low:g4} to {high:g4}, mean {mean:g4}, standard deviation {deviation:g4}");
    }
}
