using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MimLab.Kernel.Magics;

namespace MimLab.Kernel.Language;

/// <summary>Tells code that can run from code that is still being typed.</summary>
internal static class CellCompleteness
{
    private const int IndentWidth = 4;

    public static Completeness Of(string code, out string indent)
    {
        indent = "";
        foreach (CellSegment segment in CellSplitter.Split(code))
        {
            if (segment.Magic is not null || string.IsNullOrWhiteSpace(segment.Text)) continue;
            SyntaxTree tree = CSharpSyntaxTree.ParseText(segment.Text, Submission.ParseOptions);
            if (!SyntaxFactory.IsCompleteSubmission(tree))
            {
                indent = new string(' ', IndentWidth * Depth(tree));
                return Completeness.Incomplete;
            }
            if (tree.GetDiagnostics().Any(static one => one.Severity == DiagnosticSeverity.Error)) return Completeness.Invalid;
        }
        return Completeness.Complete;
    }

    private static int Depth(SyntaxTree tree)
    {
        int depth = 0;
        foreach (SyntaxToken token in tree.GetRoot().DescendantTokens().Where(static token => !token.IsMissing))
        {
            if (token.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken) depth++;
            if (token.Kind() is SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken) depth--;
        }
        return Math.Max(depth, 0);
    }
}
