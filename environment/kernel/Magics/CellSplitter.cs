using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MimLab.Kernel.Language;

namespace MimLab.Kernel.Magics;

/// <summary>
/// Takes a cell apart into C# and magics. References (<c>#r</c>, <c>#i</c>) come first wherever they stand, so that code above
/// them may use them; every other magic runs in its place. A line of a string or a comment is never a magic.
/// </summary>
internal static partial class CellSplitter
{
    private static readonly string[] s_withBody = ["markdown", "html", "javascript", "js"];

    public static IReadOnlyList<CellSegment> Split(string code)
    {
        code = code.ReplaceLineEndings("\n");
        if (!Candidate().IsMatch(code)) return [new CellSegment(code)];
        List<CellSegment> references = [];
        List<CellSegment> rest = [];
        var reader = new Reader(code);
        while (reader.Next() is { } segment) (IsReference(segment) ? references : rest).Add(segment);
        return [.. references, .. rest];
    }

    private static bool IsReference(CellSegment segment) => segment.Magic is "r" or "i";

    /// <summary>Whether a line that looks like a magic is one, seen from the C# that it stands in.</summary>
    private static bool IsDirective(string code, int start, Match line)
    {
        string before = code[start..(line.Index + line.Length)];
        SyntaxNode root = CSharpSyntaxTree.ParseText(before, Submission.ParseOptions).GetRoot();
        // In a part that #if leaves out, directives are read but not followed.
        return root.FindTrivia(line.Groups["hash"].Index - start).GetStructure() is DirectiveTriviaSyntax { IsActive: true };
    }

    [GeneratedRegex("""^[ \t]*(?<hash>#)(?:!(?<name>[\w.-]*)|(?<name>r|i|load)(?=[ \t]*"))[ \t]*(?<arguments>[^\n]*)$""", RegexOptions.Multiline)]
    private static partial Regex Candidate();

    private sealed class Reader(string code)
    {
        private readonly Queue<CellSegment> _ready = [];
        private StringBuilder _csharp = new(Blank(code));
        private bool _hasCode;
        private int _at;

        public CellSegment? Next()
        {
            while (_ready.Count == 0 && _at < code.Length) Advance();
            if (_ready.Count == 0) EndCode();
            return _ready.TryDequeue(out CellSegment? segment) ? segment : null;
        }

        // Reads C# up to the next magic, and that magic.
        private void Advance()
        {
            Match line = Candidate().Match(code, _at);
            while (line.Success && !IsDirective(code, _at, line)) line = line.NextMatch();
            int end = line.Success ? line.Index : code.Length;
            Keep(_at, end);
            _at = line.Success ? Math.Min(code.Length, line.Index + line.Length + 1) : code.Length;
            if (!line.Success) return;
            string name = line.Groups["name"].Value;
            string arguments = line.Groups["arguments"].Value.Trim();
            // References are taken out of the C# around them, which stays in one piece.
            if (name is not ("r" or "i")) EndCode();
            string body = s_withBody.Contains(name) ? Body() : "";
            if (name is not ("csharp" or "c#")) _ready.Enqueue(new CellSegment(body, name, arguments));
        }

        private string Body()
        {
            Match next = NextMagic().Match(code, _at);
            int end = next.Success ? next.Index : code.Length;
            string body = code[_at..end];
            _at = end;
            return body;
        }

        private void Keep(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                _csharp[i] = code[i];
                _hasCode |= !char.IsWhiteSpace(code[i]);
            }
        }

        private void EndCode()
        {
            if (!_hasCode) return;
            _ready.Enqueue(new CellSegment(_csharp.ToString()));
            (_csharp, _hasCode) = (new StringBuilder(Blank(code)), false);
        }

        private static string Blank(string text) => string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++) span[i] = source[i] == '\n' ? '\n' : ' ';
        });
    }

    [GeneratedRegex(@"^[ \t]*#![\w-]", RegexOptions.Multiline)]
    private static partial Regex NextMagic();
}
