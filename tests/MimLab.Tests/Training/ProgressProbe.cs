using MimLab.Training;

namespace MimLab.Tests.Training;

/// <summary>Keeps what a run reports and does something at a step.</summary>
internal sealed class ProgressProbe(Action<StepReport>? atReport = null) : IRunProgress
{
    public List<StepReport> Reports { get; } = [];

    public List<string> Notes { get; } = [];

    public List<string> Stages { get; } = [];

    public int Ended { get; private set; }

    public void Begin(string stage, long totalImages) => Stages.Add(stage);

    public void Report(StepReport report)
    {
        Reports.Add(report);
        atReport?.Invoke(report);
    }

    public void Note(string line) => Notes.Add(line);

    public void End() => Ended++;
}
