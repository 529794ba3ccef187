namespace MimLab.Kernel.Magics;

/// <summary>A piece of a cell that runs as one.</summary>
/// <param name="Text">C# in its place in the cell (all else is blank), or the lines that belong to the magic.</param>
/// <param name="Magic">The magic's name without <c>#!</c>; null for C#.</param>
/// <param name="Arguments">What follows the magic's name on its line.</param>
internal sealed record CellSegment(string Text, string? Magic = null, string Arguments = "");
