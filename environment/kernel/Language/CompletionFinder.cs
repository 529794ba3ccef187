using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MimLab.Kernel.Language;

/// <summary>Proposals for one place of a cell.</summary>
internal sealed class CompletionFinder(CellScript script, string code, int cursor)
{
    private const int MostItems = 500;

    private static readonly string[] s_keywords =
    [
        .. SyntaxFacts.GetKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()).Select(SyntaxFacts.GetText)
            .Where(static word => word.Length > 1 && word[0] != '_').Distinct(),
    ];

    public CompletionList Find()
    {
        if (MagicCompletion.Find(script, code, cursor) is { } magic) return magic;
        int start = cursor;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1])) start--;
        var context = new CellContext(script, code);
        // The cell has no C# here: the cursor is in the text of a magic, a string or a comment.
        if (context.Code[start..cursor] != code[start..cursor] || IsText(context, start)) return new CompletionList([], cursor, cursor);
        string prefix = code[start..cursor];
        bool isMember = Target(context, start) is not null;
        IEnumerable<CompletionItem> items = Symbols(context, start)
            .Where(symbol => symbol.CanBeReferencedByName && symbol.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && IsBrowsable(symbol))
            .GroupBy(static symbol => symbol.Name)
            .OrderByDescending(group => Rank(group.First(), prefix)).ThenBy(static group => group.Key, StringComparer.OrdinalIgnoreCase)
            .Select(static group => Describe([.. group]));
        if (!isMember && prefix.Length > 0)
        {
            items = items.Concat(s_keywords.Where(word => word.StartsWith(prefix, StringComparison.Ordinal))
                .Select(static word => new CompletionItem(word, "keyword", null)));
        }
        return new CompletionList([.. items.DistinctBy(static item => item.Text).Take(MostItems)], start, cursor);
    }

    private static IEnumerable<ISymbol> Symbols(CellContext context, int start)
    {
        if (Target(context, start) is not { } target)
        {
            if (InitializedType(context, start) is { } made)
                return context.Model.LookupSymbols(start, made).Where(static one => !one.IsStatic && one is IPropertySymbol or IFieldSymbol);
            return context.Model.LookupSymbols(start);
        }
        ISymbol? symbol = context.Model.GetSymbolInfo(target).Symbol;
        ITypeSymbol? type = context.Model.GetTypeInfo(target).Type;
        if (symbol is INamespaceSymbol space) return context.Model.LookupNamespacesAndTypes(start, space);
        if (symbol is INamedTypeSymbol named) return context.Model.LookupStaticMembers(start, named).Where(static one => one is not IMethodSymbol { IsImplicitlyDeclared: true });
        if (type is null or IErrorTypeSymbol) return [];
        if (target.Parent is ConditionalAccessExpressionSyntax && type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } value)
            type = value.TypeArguments[0];
        return context.Model.LookupSymbols(start, type, includeReducedExtensionMethods: true).Where(static one => !one.IsStatic && one is not INamedTypeSymbol);
    }

    /// <summary>What stands before the dot that the cursor's word follows; null when no dot does.</summary>
    private static SyntaxNode? Target(CellContext context, int start)
    {
        int at = start - 1;
        while (at >= 0 && char.IsWhiteSpace(context.Code[at])) at--;
        if (at < 0) return null;
        SyntaxToken token = context.Tree.GetRoot().FindToken(at);
        return token.Parent switch
        {
            MemberAccessExpressionSyntax access when token == access.OperatorToken => access.Expression,
            QualifiedNameSyntax name when token == name.DotToken => name.Left,
            MemberBindingExpressionSyntax binding when token == binding.OperatorToken =>
                binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault()?.Expression,
            _ => null,
        };
    }

    // new Settings { | }: its properties.
    private static ITypeSymbol? InitializedType(CellContext context, int start)
    {
        int at = start - 1;
        while (at >= 0 && char.IsWhiteSpace(context.Code[at])) at--;
        if (at < 0 || context.Code[at] is not ('{' or ',')) return null;
        SyntaxNode? parent = context.Tree.GetRoot().FindToken(at).Parent;
        return parent is InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ObjectInitializerExpression or (int)SyntaxKind.CollectionInitializerExpression }
            && parent.Parent is BaseObjectCreationExpressionSyntax creation
                ? context.Model.GetTypeInfo(creation).Type
                : null;
    }

    private static bool IsText(CellContext context, int start)
    {
        if (start == 0) return false;
        SyntaxNode root = context.Tree.GetRoot();
        SyntaxTrivia trivia = root.FindTrivia(start - 1);
        if (trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.DisabledTextTrivia) return true;
        SyntaxToken token = root.FindToken(start - 1);
        return token.Span.Contains(start - 1) && token.Span.End > start && token.Kind() is SyntaxKind.StringLiteralToken
            or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken;
    }

    private static bool IsBrowsable(ISymbol symbol) => !symbol.GetAttributes().Any(static attribute =>
        attribute.AttributeClass?.Name == "EditorBrowsableAttribute" && attribute.ConstructorArguments is [{ Value: 1 }, ..]);

    // A person's own names first, then what begins exactly as typed, then members of the type itself before extensions.
    private static int Rank(ISymbol symbol, string prefix) =>
        (symbol.Kind is SymbolKind.Local or SymbolKind.Parameter || symbol.ContainingType is { IsScriptClass: true } ? 4 : 0)
        + (symbol.Name.StartsWith(prefix, StringComparison.Ordinal) ? 2 : 0)
        + (symbol is IMethodSymbol { MethodKind: MethodKind.ReducedExtension } || symbol.Kind == SymbolKind.Namespace ? 0 : 1);

    private static CompletionItem Describe(IReadOnlyList<ISymbol> overloads)
    {
        string signature = CellContext.Declaration(overloads[0]);
        if (overloads.Count > 1) signature += $" (+ {overloads.Count - 1} more)";
        return new CompletionItem(overloads[0].Name, Kind(overloads[0]), signature);
    }

    private static string Kind(ISymbol symbol) => symbol switch
    {
        ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => "variable",
        IFieldSymbol { ContainingType.IsScriptClass: true } => "variable",
        INamedTypeSymbol type => type.TypeKind switch
        {
            TypeKind.Struct => "struct",
            TypeKind.Interface => "interface",
            TypeKind.Enum => "enum",
            _ => "class",
        },
        _ => symbol.Kind.ToString().ToLowerInvariant(),
    };
}
