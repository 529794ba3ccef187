namespace MimLab.Kernel;

/// <summary>One proposal of completion.</summary>
/// <param name="Text">What to insert.</param>
/// <param name="Kind">
/// method, property, field, event, class, struct, interface, enum, keyword, variable, namespace, magic or path.
/// </param>
/// <param name="Signature">How it is declared, or null.</param>
public sealed record CompletionItem(string Text, string Kind, string? Signature);
