namespace MimLab.Kernel;

/// <summary>What running a cell came to: a value to show, an error, or neither.</summary>
public sealed record CellOutcome(MimeBundle? Result, CellError? Error)
{
    /// <summary>Whether the cell ran to its end.</summary>
    public bool Succeeded => Error is null;
}
