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

    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        Body(node.Statement);
        base.VisitWhileStatement(node);
    }

    public override void VisitDoStatement(DoStatementSyntax node)
    {
        Body(node.Statement);
        base.VisitDoStatement(node);
    }

    public override void VisitForStatement(ForStatementSyntax node)
    {
        Body(node.Statement);
        base.VisitForStatement(node);
    }

    public override void VisitForEachStatement(ForEachStatementSyntax node)
    {
        Body(node.Statement);
        base.VisitForEachStatement(node);
    }

    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        Body(node.Statement);
        base.VisitForEachVariableStatement(node);
    }

    // goto makes loops too.
    public override void VisitLabeledStatement(LabeledStatementSyntax node)
    {
        _edits.Insert(node.ColonToken.Span.End, Check);
        base.VisitLabeledStatement(node);
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        Body(node.Body);
        Expression(node.ExpressionBody, node.SemicolonToken, node.ReturnType, node.Modifiers);
        base.VisitMethodDeclaration(node);
    }

    public override void VisitConstructorDeclaration(ConstructorDeclarationSyntax node)
    {
        Body(node.Body);
        base.VisitConstructorDeclaration(node);
    }

    public override void VisitOperatorDeclaration(OperatorDeclarationSyntax node)
    {
        Body(node.Body);
        base.VisitOperatorDeclaration(node);
    }

    public override void VisitAccessorDeclaration(AccessorDeclarationSyntax node)
    {
        Body(node.Body);
        base.VisitAccessorDeclaration(node);
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        Body(node.Body);
        Expression(node.ExpressionBody, node.SemicolonToken, node.ReturnType, node.Modifiers);
        base.VisitLocalFunctionStatement(node);
    }

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        Body(node.Block);
        Expression(node);
        base.VisitParenthesizedLambdaExpression(node);
    }

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        Body(node.Block);
        Expression(node);
        base.VisitSimpleLambdaExpression(node);
    }

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        Body(node.Block);
        base.VisitAnonymousMethodExpression(node);
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

    // The same for "x => value". Its syntax does not say whether it returns the value, and a lambda that is data stays an expression.
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
