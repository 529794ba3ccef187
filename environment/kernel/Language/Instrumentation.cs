using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MimLab.Kernel.Language;

/// <summary>Puts a call of <see cref="Interruption.Check"/> into every loop, label, function and lambda body of a cell.</summary>
internal sealed class Instrumentation : CSharpSyntaxWalker
{
    private const string Check = "global::MimLab.Kernel.Language.Interruption.Check();";

    private readonly TextEdits _edits = new();

    private readonly Lazy<SemanticModel> _model;

    private Instrumentation(Func<SemanticModel> model) => _model = new(model);

    /// <summary>The edits for a cell without syntax errors. Lines stay where they are.</summary>
    /// <param name="tree">The cell.</param>
    /// <param name="model">Its meaning, which is asked for only where the syntax does not say enough.</param>
    public static TextEdits For(SyntaxTree tree, Func<SemanticModel> model)
    {
        var walker = new Instrumentation(model);
        walker.Visit(tree.GetRoot());
        return walker._edits;
    }

    public override void Visit(SyntaxNode? node)
    {
        switch (node)
        {
            case WhileStatementSyntax loop: Body(loop.Statement); break;
            case DoStatementSyntax loop: Body(loop.Statement); break;
            case ForStatementSyntax loop: Body(loop.Statement); break;
            case CommonForEachStatementSyntax loop: Body(loop.Statement); break;
            case LabeledStatementSyntax label: _edits.Insert(label.ColonToken.Span.End, Check); break; // goto makes loops too
            case MethodDeclarationSyntax method:
                Body(method.Body);
                Expression(method.ExpressionBody, method.SemicolonToken, method.ReturnType, method.Modifiers);
                break;
            case LocalFunctionStatementSyntax function:
                Body(function.Body);
                Expression(function.ExpressionBody, function.SemicolonToken, function.ReturnType, function.Modifiers);
                break;
            case ConstructorDeclarationSyntax or OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax:
                Body(((BaseMethodDeclarationSyntax)node).Body);
                break;
            case AccessorDeclarationSyntax accessor: Body(accessor.Body); break;
            case AnonymousFunctionExpressionSyntax function:
                Body(function.Block);
                if (function is LambdaExpressionSyntax lambda) Expression(lambda);
                break;
        }
        base.Visit(node);
    }

    private void Body(StatementSyntax? body)
    {
        if (body is null) return;
        if (body is BlockSyntax block)
        {
            _edits.Insert(block.OpenBraceToken.Span.End, Check);
            return;
        }
        _edits.Insert(body.SpanStart, "{" + Check);
        _edits.Insert(body.Span.End, "}");
    }

    // "=> value;" becomes "{ check; return value; }": recursion needs no loop to go on for ever.
    private void Expression(ArrowExpressionClauseSyntax? body, SyntaxToken semicolon, TypeSyntax returns, SyntaxTokenList modifiers)
    {
        if (body is null) return;
        bool isVoid = returns is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };
        bool isAsync = modifiers.Any(SyntaxKind.AsyncKeyword);
        // What an async function with a plain name for its type returns (Task, or an alias of anything) is not in the syntax.
        if (isAsync && !isVoid && returns is not GenericNameSyntax) return;
        bool isStatement = isVoid || body.Expression is ThrowExpressionSyntax;
        _edits.Replace(body.ArrowToken.Span.Start, body.ArrowToken.Span.End, "{" + Check + (isStatement ? "" : "return "));
        _edits.Insert(semicolon.Span.End, "}");
    }

    // The same for "x => value". Its syntax does not say whether it returns the value, and a lambda that is data stays an
    // expression.
    private void Expression(LambdaExpressionSyntax lambda)
    {
        if (lambda.ExpressionBody is not { } body) return;
        if (_model.Value.GetSymbolInfo(lambda).Symbol is not IMethodSymbol method) return;
        if (_model.Value.GetTypeInfo(lambda).ConvertedType is not { TypeKind: TypeKind.Delegate }) return;
        bool isStatement = method.ReturnsVoid || body is ThrowExpressionSyntax
            || method.IsAsync && method.ReturnType is INamedTypeSymbol { Arity: 0 };
        _edits.Insert(lambda.ArrowToken.Span.End, "{" + Check + (isStatement ? "" : "return "));
        _edits.Insert(body.Span.End, ";}");
    }
}
