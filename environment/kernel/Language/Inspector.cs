namespace MimLab.Kernel.Language;

/// <summary>What is known about the name at one place of a cell.</summary>
internal sealed class Inspector(CellScript script, string code, int cursor)
{
    public Inspection? Find(int detail)
    {
        _ = (script, code, cursor, detail);
        return null;
    }
}
