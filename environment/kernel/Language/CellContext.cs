using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MimLab.Kernel.Magics;

namespace MimLab.Kernel.Language;

/// <summary>A cell that is being typed, as the compiler sees it after the cells that ran.</summary>
internal sealed class CellContext
{
    public CellContext(CellScript script, string code)
    {
        char[] csharp = [.. code.Select(static letter => letter == '\n' ? '\n' : ' ')];
        foreach (CellSegment segment in CellSplitter.Split(code).Where(segment => segment.Magic is null && segment.Text.Length == code.Length))
        {
            for (int i = 0; i < csharp.Length; i++)
            {
                if (!char.IsWhiteSpace(segment.Text[i])) csharp[i] = segment.Text[i];
            }
        }
        Code = new string(csharp);
        Tree = CSharpSyntaxTree.ParseText(Code, Submission.ParseOptions);
        Compilation = script.Chain.Preview(Tree);
        Model = Compilation.GetSemanticModel(Tree);
    }

    /// <summary>The C# of the cell in its place; all else is blank.</summary>
    public string Code { get; }

    public SyntaxTree Tree { get; }

    public CSharpCompilation Compilation { get; }

    public SemanticModel Model { get; }

    /// <summary>How a symbol is declared, short enough for one line.</summary>
    public static string Declaration(ISymbol symbol) => symbol is INamespaceSymbol
        ? $"namespace {symbol.ToDisplayString()}"
        : symbol.ToDisplayString(s_format);

    private static readonly SymbolDisplayFormat s_format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword)
        .AddMemberOptions(SymbolDisplayMemberOptions.IncludeConstantValue);
}
