using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MimLab.Kernel.Language;

/// <summary>One piece of C# to compile: what was written, and what is compiled in its place.</summary>
internal sealed class Submission
{
    public static CSharpParseOptions ParseOptions { get; } =
        new(LanguageVersion.CSharp14, DocumentationMode.Parse, SourceCodeKind.Script, ["NET", "NET10_0", "NET10_0_OR_GREATER"]);

    private readonly TextEdits? _edits;

    /// <param name="text">The cell, with what is not to be compiled here blanked out, so that positions stay.</param>
    /// <param name="name">How errors and stack traces call it: <c>cell 3</c>, or a file's name.</param>
    /// <param name="chain">What the submission will continue.</param>
    public Submission(string text, string name, SubmissionChain chain)
    {
        (Text, Name) = (text, name);
        Written = Parse(text, name);
        Compiled = Written;
        if (Written.GetDiagnostics().Any(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)) return;
        _edits = Instrumentation.For(Written, () => chain.Preview(Written).GetSemanticModel(Written));
        Compiled = Parse(_edits.Apply(text), name);
    }

    public string Text { get; }

    public string Name { get; }

    /// <summary>The text as it was written.</summary>
    public SyntaxTree Written { get; }

    /// <summary>The text with the checks for interruption.</summary>
    public SyntaxTree Compiled { get; }

    /// <summary>Whether there is anything to run or to declare beyond using directives.</summary>
    public bool HasCode => ((CompilationUnitSyntax)Written.GetRoot()).Members.Count > 0;

    /// <summary>The expression at the end whose value is the cell's result; null when there is none.</summary>
    public static ExpressionSyntax? Result(SyntaxTree tree) =>
        ((CompilationUnitSyntax)tree.GetRoot()).Members.LastOrDefault() is GlobalStatementSyntax
        {
            Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } statement
        }
            ? statement.Expression
            : null;

    /// <summary>Where a place in <see cref="Compiled"/> is in <see cref="Text"/>, both counted from zero.</summary>
    public LinePosition Position(Location location)
    {
        int offset = location.SourceSpan.Start;
        if (_edits is not null) offset = _edits.Original(offset);
        return SourceText.From(Text).Lines.GetLinePosition(Math.Min(offset, Text.Length));
    }

    private static SyntaxTree Parse(string text, string name) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), ParseOptions, name);
}
