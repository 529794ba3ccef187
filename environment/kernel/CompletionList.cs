namespace MimLab.Kernel;

/// <summary>Proposals for one place of a cell.</summary>
/// <param name="Items">Best first.</param>
/// <param name="Start">Where the text that a proposal replaces begins, in UTF-16 units.</param>
/// <param name="End">Where it ends, in UTF-16 units.</param>
public sealed record CompletionList(IReadOnlyList<CompletionItem> Items, int Start, int End);
