namespace TorchSharp;

/// <summary>
/// Says who draws a type in a notebook: hosts look for an attribute of this simple name, as on TorchSharp's tensors.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The forms that go into an output, the best first.</summary>
    public string[]? PreferredMimeTypes { get; init; }
}
