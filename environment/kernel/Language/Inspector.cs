using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MimLab.Kernel.Display;

namespace MimLab.Kernel.Language;

/// <summary>
/// What is known about the name at one place of a cell: its declaration, its documentation, and a variable's value.
/// </summary>
internal sealed class Inspector(CellScript script, string code, int cursor)
{
    private const int MostOverloads = 8;

    /// <param name="detail">0 for the essentials; 1 also for remarks and exceptions.</param>
    public Inspection? Find(int detail)
    {
        if (MagicUse() is { } use) return new Inspection(MimeBundle.Text(use));
        var context = new CellContext(script, code);
        IReadOnlyList<ISymbol> symbols = Symbols(context);
        if (symbols.Count == 0) return null;
        string[] declarations = [.. symbols.Take(MostOverloads).Select(CellContext.Declaration).Distinct()];
        string more = symbols.Count > MostOverloads ? $"\n... and {symbols.Count - MostOverloads} more overloads" : "";
        var documentation = new SymbolDocumentation(context.Compilation, symbols[0]);
        var markdown = new StringBuilder($"```csharp\n{string.Join('\n', declarations)}{more}\n```\n");
        var text = new StringBuilder(string.Join('\n', declarations)).Append(more).Append('\n');
        if (Value(symbols[0]) is { } value)
        {
            markdown.Append($"\nvalue: `{value.Replace('`', '\'')}`\n");
            text.Append($"value: {value}\n");
        }
        markdown.Append(documentation.Render(markdown: true, detail > 0));
        text.Append(documentation.Render(markdown: false, detail > 0));
        return new Inspection(new MimeBundle(new Dictionary<string, object>
        {
            ["text/plain"] = text.ToString().TrimEnd(),
            ["text/markdown"] = markdown.ToString().TrimEnd(),
        }));
    }

    private string? MagicUse()
    {
        int line = cursor == 0 ? 0 : code.LastIndexOf('\n', cursor - 1) + 1;
        string text = code[line..].Split('\n')[0].TrimStart();
        if (!text.StartsWith('#')) return null;
        return script.Magics.Use(text.Split(' ', '"')[0].TrimStart('#', '!'));
    }

    private IReadOnlyList<ISymbol> Symbols(CellContext context)
    {
        int at = Math.Min(cursor, context.Code.Length - 1);
        // After a name, and inside the parentheses that follow it, the name is meant.
        while (at > 0 && !SyntaxFacts.IsIdentifierPartCharacter(context.Code[at]) && (context.Code[at] is '(' or ' ' || at == cursor)) at--;
        if (at < 0 || !SyntaxFacts.IsIdentifierPartCharacter(context.Code[at])) return [];
        SyntaxToken token = context.Tree.GetRoot().FindToken(at);
        if (token.Parent is not { } node) return [];
        SymbolInfo info = context.Model.GetSymbolInfo(node);
        if ((info.Symbol ?? context.Model.GetDeclaredSymbol(node)) is { } symbol)
        {
            IEnumerable<ISymbol> overloads = context.Model.GetMemberGroup(node).Where(other => !SymbolEqualityComparer.Default.Equals(other, symbol));
            return [symbol, .. overloads];
        }
        if (!info.CandidateSymbols.IsEmpty) return info.CandidateSymbols;
        return context.Model.GetMemberGroup(node) is { IsEmpty: false } group ? group
            : context.Model.GetTypeInfo(node).Type is { SpecialType: not SpecialType.None } type ? [type] : [];
    }

    private string? Value(ISymbol symbol) =>
        symbol is IFieldSymbol { ContainingType.IsScriptClass: true }
        && script.Chain.State.Variables().FirstOrDefault(one => one.Name == symbol.Name) is { Name: not null } variable
            ? PlainText.Short(variable.Value)
            : null;
}
