using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    /// <summary>How tensors are written when no style is named.</summary>
    public static TensorStringStyle TensorStringStyle { get; set; } = TensorStringStyle.Julia;

    // Tensors as text.
    public partial class Tensor
    {
        public override string ToString() => IsInvalid ? "disposed tensor" : ToString(TensorStringStyle.Metadata);

        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (style == TensorStringStyle.Default) style = torch.TensorStringStyle;
            if (style == TensorStringStyle.Metadata || is_meta) return TensorText.Metadata(this);
            string format = fltFormat ?? "g5", lines = newLine ?? TensorText.Newline;
            var culture = cultureInfo ?? CultureInfo.InvariantCulture;
            bool braces = style == TensorStringStyle.CSharp;
            string elements = TensorText.Elements(this, format, braces ? "{" : "[", braces ? "}" : "]", lines, culture);
            return style == TensorStringStyle.Julia ? TensorText.Metadata(this) + (dim() == 0 ? ", value = " : lines) + elements : elements;
        }

        public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            disamb ? ToString(TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine) : ToString();
    }
}
