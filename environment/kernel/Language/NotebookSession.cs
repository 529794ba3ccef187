using MimLab.Kernel.Language;
using MimLab.Kernel.Magics;

namespace MimLab.Kernel;

/// <summary>The C# session behind a notebook: its variables, types and references live from cell to cell.</summary>
public sealed class NotebookSession : IDisposable
{
    private const string StopKey = "MimLab.Stop";

    private readonly IFrontEnd _frontEnd;
    private readonly CellLanguage _language;
    private readonly CellScript _script;
    private ExecutionThread _thread = new();
    private CellRun? _run;

    /// <param name="workingDirectory">The notebook's folder, against which <c>#r</c> resolves.</param>
    /// <param name="frontEnd">Where output goes.</param>
    public NotebookSession(string workingDirectory, IFrontEnd frontEnd)
    {
        _frontEnd = frontEnd;
        _script = new CellScript(Path.GetFullPath(workingDirectory), this);
        _language = new CellLanguage(_script);
        RoutedConsole.Enter(this);
    }

    /// <summary>
    /// Runs one cell and waits for its end. The cell runs on the session's own thread, which is the same for every cell.
    /// </summary>
    public CellOutcome Execute(string code, int executionCount)
    {
        var run = new CellRun(this, executionCount);
        // Library code looks for its reason to stop here; see the kernel's README.
        AppContext.SetData(StopKey, run.Token);
        Volatile.Write(ref _run, run);
        _thread.Post(() => Work(run, code));
        CellOutcome outcome = run.Wait();
        Volatile.Write(ref _run, null);
        AppContext.SetData(StopKey, null);
        if (run.Abandoned)
        {
            _thread.Dispose();
            _thread = new ExecutionThread();
        }
        return outcome;
    }

    /// <summary>Stops the running cell; callable from any thread.</summary>
    public void Interrupt() => Volatile.Read(ref _run)?.Interrupt();

    /// <summary>Proposals for what is being typed at <paramref name="cursor"/> (UTF-16 units).</summary>
    public CompletionList Complete(string code, int cursor) => _language.Complete(code, Math.Clamp(cursor, 0, code.Length));

    /// <summary>What is known about the name at <paramref name="cursor"/>; null when nothing is.</summary>
    public Inspection? Inspect(string code, int cursor, int detail) => _language.Inspect(code, Math.Clamp(cursor, 0, code.Length), detail);

    /// <summary>Whether <paramref name="code"/> can run as it stands, and how the next line should be indented if not.</summary>
    public Completeness IsComplete(string code, out string indent) => CellCompleteness.Of(code, out indent);

    public void Dispose()
    {
        RoutedConsole.Leave(this);
        _thread.Dispose();
    }

    /// <summary>Tells the front end something that an interruption must not cut in two.</summary>
    internal void Publish(Action<IFrontEnd> message)
    {
        if (CellRun.Current is { } run) run.Shielded(() => message(_frontEnd));
        else message(_frontEnd);
    }

    /// <summary>Asks for a line; interrupting the cell ends the wait.</summary>
    internal string? Ask(string prompt, bool password)
    {
        // The front end's own wait is left alone: it ends it itself.
        Task<string?> answer = Task.Run(() => _frontEnd.ReadLine(prompt, password));
        answer.Wait(CellRun.Current?.Token ?? CancellationToken.None);
        return answer.Result;
    }

    private void Work(CellRun run, string code)
    {
        CellRun.Current = run;
        CellOutcome outcome;
        try
        {
            outcome = new CellOutcome(_script.Run(run, code), null);
        }
        catch (Exception) when (run.Interrupted)
        {
            outcome = new CellOutcome(null, CellRun.InterruptedError());
        }
        catch (CompilationException failure)
        {
            outcome = new CellOutcome(null, new CellError("CompilationError", failure.Message, failure.Lines));
        }
        catch (MagicException failure)
        {
            outcome = new CellOutcome(null, new CellError("MagicError", failure.Message, [$"MagicError: {failure.Message}"]));
        }
        catch (Exception failure)
        {
            outcome = new CellOutcome(null, _script.Describe(failure));
        }
        run.Finish(outcome);
    }
}
