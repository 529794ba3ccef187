#pragma warning disable IDE0060 // the surface is agreed on before everything behind it is there
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace MimLab.Kernel;

/// <summary>The C# session behind a notebook: its variables, types and references live from cell to cell.</summary>
public sealed class NotebookSession : IDisposable
{
    private static readonly string[] Usings =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq"];

    private readonly IFrontEnd _frontEnd;
    private readonly ScriptOptions _options;
    private ScriptState<object>? _state;

    /// <param name="workingDirectory">The notebook's folder, against which <c>#r</c> resolves.</param>
    /// <param name="frontEnd">Where output goes.</param>
    public NotebookSession(string workingDirectory, IFrontEnd frontEnd)
    {
        _frontEnd = frontEnd;
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        _options = ScriptOptions.Default
            .WithReferences(platform.Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)))
            .WithImports(Usings)
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(workingDirectory))
            .WithLanguageVersion(LanguageVersion.CSharp14);
    }

    /// <summary>Runs one cell on the calling thread.</summary>
    public CellOutcome Execute(string code, int executionCount)
    {
        TextWriter output = Console.Out;
        using var written = new StringWriter();
        Console.SetOut(written);
        try
        {
            _state = _state is null
                ? CSharpScript.RunAsync(code, _options).GetAwaiter().GetResult()
                : _state.ContinueWithAsync(code).GetAwaiter().GetResult();
            return new CellOutcome(_state.ReturnValue is { } value ? MimeBundle.Text(value.ToString() ?? "") : null, null);
        }
        catch (Exception failure)
        {
            return new CellOutcome(null, new CellError(failure.GetType().Name, failure.Message, [failure.ToString()]));
        }
        finally
        {
            Console.SetOut(output);
            _frontEnd.Stream("stdout", written.ToString());
        }
    }

    /// <summary>Stops the running cell; callable from any thread.</summary>
    public void Interrupt()
    {
    }

    /// <summary>Proposals for what is being typed at <paramref name="cursor"/> (UTF-16 units).</summary>
    public CompletionList Complete(string code, int cursor) => new([], cursor, cursor);

    /// <summary>What is known about the name at <paramref name="cursor"/>; null when nothing is.</summary>
    public Inspection? Inspect(string code, int cursor, int detail) => null;

    /// <summary>Whether <paramref name="code"/> can run as it stands, and how the next line should be indented if not.</summary>
    public Completeness IsComplete(string code, out string indent)
    {
        indent = "";
        return SyntaxFactory.IsCompleteSubmission(
            CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(kind: Microsoft.CodeAnalysis.SourceCodeKind.Script)))
                ? Completeness.Complete
                : Completeness.Incomplete;
    }

    public void Dispose()
    {
    }
}
