namespace MimLab.Kernel;

/// <summary>Why a cell failed, as front ends show it.</summary>
/// <param name="Name">The exception's type, or <c>CompilationError</c>.</param>
/// <param name="Value">The message.</param>
/// <param name="Traceback">The lines to print, which may hold ANSI colours.</param>
public sealed record CellError(string Name, string Value, IReadOnlyList<string> Traceback);
