namespace MimLab;

/// <summary>
/// Says who draws a type in a notebook. Notebook hosts (.NET Interactive and this repository's kernel) look for an attribute of
/// this simple name, so none of them has to be referenced; TorchSharp shows its tensors in the same way.
/// </summary>
/// <param name="formatterSourceType">A class with a public constructor and <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>Makes the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The forms that go into an output, the best first; a front end shows the best that it can.</summary>
    public string[]? PreferredMimeTypes { get; init; }
}
