using MimLab.Runner.Display;

namespace MimLab.Runner.Benchmarks;

/// <summary>
/// What a benchmark has measured so far, written to its file after each case, so that nothing is lost when a later one fails or the run is
/// stopped.
/// </summary>
/// <param name="path">The Markdown file; null for none.</param>
/// <param name="versions">Library versions and matrix speeds, one line each.</param>
internal sealed class BenchmarkReport(string? path, IReadOnlyList<string> versions)
{
    private readonly List<TrainingResult> rows = [];
    private readonly List<CaseFailure> failures = [];

    /// <summary>Whether a case failed.</summary>
    public bool Failed => failures.Count > 0;

    /// <summary>Measures one case: its row joins the table, or its failure the list.</summary>
    /// <param name="name">The case with its precision.</param>
    /// <param name="measure">Does it.</param>
    /// <param name="stop">Whether the run was stopped, which is no failure of the case: a side then ends too.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Measure(string name, Func<TrainingResult> measure, CancellationToken stop)
    {
        try
        {
            rows.Add(measure());
        }
        catch (UserError) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (Exception e) when (e is UserError || Surroundings.Blame(e) is not null)
        {
            failures.Add(new(name, e is UserError ? e.Message : Surroundings.Blame(e)!));
        }
        if (path is not null) File.WriteAllText(path, TrainingTable.Markdown(rows, failures, versions));
    }

    /// <summary>Shows all of it.</summary>
    public void Show(Terminal terminal, bool json)
    {
        if (json) terminal.Json(new { versions, rows, failures });
        else
        {
            foreach (var line in versions) terminal.Line(line);
            if (rows.Count > 0) terminal.Out.Write(TrainingTable.Terminal(rows));
        }
        foreach (var failure in failures) terminal.Problem($"{failure.Case}: {failure.Why}");
    }
}
