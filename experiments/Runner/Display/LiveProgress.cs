using System.Globalization;
using MimLab.Training;
using Spectre.Console;

namespace MimLab.Runner.Display;

/// <summary>
/// Progress for a person: a bar for the plan, and one for the stage at hand with loss, rate and remaining time.
/// </summary>
public sealed class LiveProgress : IRunProgress
{
    private readonly ProgressContext display;
    private readonly IAnsiConsole console;
    private readonly ProgressTask? plan;
    private ProgressTask? bar;
    private string prefix = "";
    private string stage = "";

    private LiveProgress(IAnsiConsole console, ProgressContext display, int runs)
    {
        this.console = console;
        this.display = display;
        if (runs > 1) plan = display.AddTask("plan", maxValue: runs);
    }

    /// <summary>Shows bars while <paramref name="work"/> runs.</summary>
    public static T While<T>(IAnsiConsole console, int runs, Func<LiveProgress, T> work) => console.Progress()
        .AutoClear(true)
        .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .Start(display => work(new LiveProgress(console, display, runs)));

    /// <summary>The plan goes on to its next run.</summary>
    public void NextRun(int done, string name, double secondsLeft)
    {
        prefix = name;
        if (plan is null) return;
        plan.Value = done;
        plan.Description = Markup.Escape($"{done} of {plan.MaxValue:0} runs done" + (double.IsFinite(secondsLeft) ? $", about {Quantity.Duration(secondsLeft)} left" : ""));
    }

    /// <inheritdoc/>
    public void Begin(string stage, long totalImages)
    {
        this.stage = stage;
        bar?.StopTask();
        bar = display.AddTask(Markup.Escape($"{prefix} {stage}"), maxValue: Math.Max(1, totalImages));
    }

    /// <inheritdoc/>
    public void Report(StepReport report)
    {
        if (bar is null) return;
        bar.Value = report.Images;
        bar.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture,
            $"{prefix} {stage}{Quantity.Loss(report.Loss)}  {report.ImagesPerSecond:0} images/s  {Quantity.Duration(report.RemainingSeconds)} left"));
    }

    /// <inheritdoc/>
    public void Note(string line) => console.WriteLine($"  {prefix}: {line}");

    /// <inheritdoc/>
    public void End()
    {
        if (bar is null) return;
        bar.Value = bar.MaxValue;
        bar.StopTask();
        bar = null;
    }
}
