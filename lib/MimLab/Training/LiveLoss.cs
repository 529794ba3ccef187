using System.Diagnostics;
using System.Globalization;
using MimLab.Figures;

namespace MimLab.Training;

/// <summary>
/// Draws a run's loss while it trains. A notebook shows <see cref="Chart"/> once and puts each later one in its place; the calls
/// come from the thread that trains, so a cell needs nothing else.
/// </summary>
/// <param name="title">Title of the chart.</param>
/// <param name="lossLabel">What the loss is, with its unit.</param>
public sealed class LiveLoss(string title, string lossLabel = "loss") : IRunProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500); // drawing must not slow training down
    private readonly List<(string Stage, List<(double Images, double Loss)> Points)> stages = [];
    private readonly Stopwatch sinceDrawn = new();

    /// <summary>Called with a new chart, at most twice a second and at the end of a stage.</summary>
    public event Action<Chart>? Changed;

    /// <summary>Called at every logged step.</summary>
    public event Action<StepReport>? Stepped;

    /// <summary>The curves so far, one a stage.</summary>
    public Chart Chart => LossCurve.Create(title, [.. stages.Select(s => (s.Stage, (IReadOnlyList<(double, double)>)s.Points))], lossLabel);

    /// <summary>The newest step in words; empty before the first.</summary>
    public string Status { get; private set; } = "";

    /// <inheritdoc/>
    public void Begin(string stage, long totalImages)
    {
        stages.Add((stage, []));
        sinceDrawn.Restart();
    }

    /// <inheritdoc/>
    public void Report(StepReport report)
    {
        if (!double.IsNaN(report.Loss)) stages[^1].Points.Add((report.Images, report.Loss));
        Status = string.Create(CultureInfo.InvariantCulture, $"{report.Images:N0} of {report.TotalImages:N0} images, loss {report.Loss:0.000}");
        Stepped?.Invoke(report);
        if (sinceDrawn.Elapsed < Pause) return;
        Changed?.Invoke(Chart);
        sinceDrawn.Restart();
    }

    /// <inheritdoc/>
    public void Note(string line) { }

    /// <inheritdoc/>
    public void End() => Changed?.Invoke(Chart);
}
