using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace MimLab.Kernel.Language;

/// <summary>A cell that does not compile, with each error as a person reads it.</summary>
internal sealed class CompilationException : Exception
{
    private const int MostErrors = 10;

    private CompilationException(string message, IReadOnlyList<string> lines)
        : base(message) =>
        Lines = lines;

    /// <summary>The errors with the lines that they are in.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Throws when there is an error among <paramref name="diagnostics"/>. Warnings are left out.</summary>
    public static void ThrowIfAny(Submission submission, IEnumerable<Diagnostic> diagnostics)
    {
        List<Diagnostic> errors =
            [.. diagnostics.Where(static one => one.Severity == DiagnosticSeverity.Error).OrderBy(static one => one.Location.SourceSpan.Start)];
        if (errors.Count == 0) return;
        List<string> lines = [];
        foreach (Diagnostic error in errors.Take(MostErrors)) lines.AddRange(Describe(submission, error));
        if (errors.Count > MostErrors) lines.Add($"... and {errors.Count - MostErrors} more errors");
        throw new CompilationException(Headline(submission, errors[0]), lines);
    }

    private static string Headline(Submission submission, Diagnostic error)
    {
        string message = $"error {error.Id}: {error.GetMessage()}";
        if (!error.Location.IsInSource) return message;
        LinePosition at = submission.Position(error.Location);
        return $"({at.Line + 1},{at.Character + 1}): {message}";
    }

    private static IEnumerable<string> Describe(Submission submission, Diagnostic error)
    {
        yield return $"{submission.Name} {Headline(submission, error)}";
        if (!error.Location.IsInSource) yield break;
        LinePosition at = submission.Position(error.Location);
        TextLine line = SourceText.From(submission.Text).Lines[at.Line];
        // Tabs stay tabs above the caret, or it would point elsewhere.
        string margin = new([.. line.ToString().Take(at.Character).Select(static letter => letter == '\t' ? '\t' : ' ')]);
        yield return $"    {line}";
        yield return $"    {margin}^";
    }
}
