using MimLab.Kernel.Display;
using MimLab.Kernel.Magics;

namespace MimLab.Kernel.Language;

/// <summary>Runs the pieces of a cell, C# and magics, one after another.</summary>
internal sealed class CellScript
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly MagicCommands _magics;

    public CellScript(string folder, NotebookSession session)
    {
        (Folder, Session) = (folder, session);
        Chain = new SubmissionChain(Assemblies);
        _magics = new MagicCommands(this);
    }

    /// <summary>The notebook's folder.</summary>
    public string Folder { get; }

    public NotebookSession Session { get; }

    public NotebookAssemblies Assemblies { get; } = new();

    public SubmissionChain Chain { get; }

    public MagicCommands Magics => _magics;

    /// <summary>Runs a cell; gives its result, or null when it has none.</summary>
    public MimeBundle? Run(CellRun run, string code)
    {
        MimeBundle? result = RunPieces(run, code, $"cell {run.Number}");
        // Library code that looks at the token may come back early as if it were done.
        run.Token.ThrowIfCancellationRequested();
        run.FinishUp();
        return result;
    }

    /// <summary>Runs the pieces of a text in turn. Values of all but the last piece are shown at once.</summary>
    public MimeBundle? RunPieces(CellRun run, string code, string name)
    {
        MimeBundle? result = null;
        foreach (CellSegment segment in CellSplitter.Split(code))
        {
            run.Token.ThrowIfCancellationRequested();
            if (result is { } earlier) Session.Publish(frontEnd => frontEnd.Display(earlier));
            result = segment.Magic is null ? RunCode(run, segment.Text, name) : _magics.Run(run, segment);
        }
        return result;
    }

    /// <summary>Compiles and runs C#, as a piece of the cell or as a file that it imports.</summary>
    public MimeBundle? RunCode(CellRun run, string text, string name)
    {
        var submission = new Submission(text, name, Chain);
        if (string.IsNullOrWhiteSpace(text)) return null;
        Func<Task<object?>>? start = Chain.Append(submission, run.Token);
        _texts[name] = text;
        if (start is null) return null;
        MimeBundle? result = null;
        run.Interruptible(() =>
        {
            SynchronizationContext? before = SynchronizationContext.Current;
            var synchronization = new CellSynchronization(run);
            SynchronizationContext.SetSynchronizationContext(synchronization);
            try
            {
                object? value = synchronization.Wait(start());
                // What display returns has been shown already, and what it looks like inside is nobody's question.
                bool shown = value is DisplayedValue;
                if (!shown && (value is not null || Chain.HasResult(submission))) result = ValueFormatter.Format(value);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        });
        return result;
    }

    public CellError Describe(Exception failure) => StackReport.Describe(failure, _texts, Folder);
}
