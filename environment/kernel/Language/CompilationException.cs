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
        if (!error.Location.IsInSource) return $"error {error.Id}: {error.GetMessage()}";
        LinePosition at = submission.Position(error.Location);
        return $"({at.Line + 1},{at.Character + 1}): error {error.Id}: {Words(submission, error, at)}";
    }

    // The compiler takes "using var x = ..." outside braces for a directive without its end, and says so in several ways.
    private static string Words(Submission submission, Diagnostic error, LinePosition at)
    {
        string line = Line(submission, at);
        bool variable = error.Id is "CS0825" or "CS1002" && line[..at.Character].TrimStart().StartsWith("using ", StringComparison.Ordinal)
            && !string.IsNullOrWhiteSpace(line[at.Character..]);
        return variable
            ? "A cell cannot declare 'using' variables: write 'using (var x = ...) { ... }', or leave 'using' out and call x.Dispose() in the end"
            : error.GetMessage();
    }

    private static string Line(Submission submission, LinePosition at) => SourceText.From(submission.Text).Lines[at.Line].ToString();

    private static IEnumerable<string> Describe(Submission submission, Diagnostic error)
    {
        yield return $"{submission.Name} {Headline(submission, error)}";
        if (!error.Location.IsInSource) yield break;
        LinePosition at = submission.Position(error.Location);
        string line = Line(submission, at);
        // Tabs stay tabs above the caret, or it would point elsewhere.
        string margin = new([.. line.Take(at.Character).Select(static letter => letter == '\t' ? '\t' : ' ')]);
        yield return $"    {line}";
        yield return $"    {margin}^";
    }
}
