namespace MimLab.Kernel.Language;

/// <summary>Answers about code that is being typed.</summary>
internal sealed class CellLanguage(CellScript script)
{
    public CompletionList Complete(string code, int cursor) => new CompletionFinder(script, code, cursor).Find();

    public Inspection? Inspect(string code, int cursor, int detail) => new Inspector(script, code, cursor).Find(detail);
}
