namespace MimLab.Results;

/// <summary>A table column that shows one axis value of a row.</summary>
/// <param name="Key">Name of the value in the row's axis object, e.g. <c>cellSize</c>.</param>
/// <param name="Label">Heading, e.g. <c>mask cell</c>.</param>
/// <param name="Unit">Unit shown in the heading, e.g. <c>px</c>.</param>
public sealed record AxisColumn(string Key, string Label, string Unit = "")
{
    /// <summary>Label with its unit.</summary>
    public string Heading => Unit.Length == 0 ? Label : $"{Label} ({Unit})";
}
