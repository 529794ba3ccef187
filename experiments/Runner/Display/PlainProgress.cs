using System.Diagnostics;
using System.Globalization;
using MimLab.Training;

namespace MimLab.Runner.Display;

/// <summary>Progress for a log file or a pipe: one line every few seconds, and one at the end of each stage.</summary>
public sealed class PlainProgress(Action<string> write, double everySeconds = 5) : IRunProgress
{
    private readonly Stopwatch sinceLine = Stopwatch.StartNew();
    private string stage = "";
    private StepReport last;
    private bool untold;

    /// <inheritdoc/>
    public void Begin(string stage, long totalImages)
    {
        this.stage = stage;
        last = default;
        untold = false;
        sinceLine.Restart();
        write($"  {stage}: {Quantity.Count(totalImages)} images");
    }

    /// <inheritdoc/>
    public void Report(StepReport report)
    {
        last = report;
        untold = true;
        if (sinceLine.Elapsed.TotalSeconds >= everySeconds) Tell();
    }

    /// <inheritdoc/>
    public void Note(string line) => write($"    {line}");

    /// <inheritdoc/>
    public void End()
    {
        if (untold) Tell();
    }

    private void Tell()
    {
        var share = last.TotalImages > 0 ? 100.0 * last.Images / last.TotalImages : 100;
        write(string.Create(CultureInfo.InvariantCulture,
            $"    {stage} {share,3:0} %  {Quantity.Count(last.Images)} images{Quantity.Loss(last.Loss)}  {last.ImagesPerSecond:0} images/s  {Quantity.Duration(last.RemainingSeconds)} left"));
        untold = false;
        sinceLine.Restart();
    }
}
