namespace MimLab.Kernel.Language;

/// <summary>Proposals for one place of a cell.</summary>
internal sealed class CompletionFinder(CellScript script, string code, int cursor)
{
    public CompletionList Find()
    {
        _ = (script, code);
        return new CompletionList([], cursor, cursor);
    }
}
