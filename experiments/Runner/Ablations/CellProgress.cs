using MimLab.Training;

namespace MimLab.Runner.Ablations;

/// <summary>
/// Passes the pre-training of a cell on, under the cell's name: losses of later stages are other losses and do not belong beside
/// it.
/// </summary>
internal sealed class CellProgress(IRunProgress listener, Cell cell) : IRunProgress
{
    private bool heard;

    public void Begin(string stage, long totalImages)
    {
        heard = stage == Pretraining.Stage;
        if (heard) listener.Begin(cell.Label ?? cell.Name, totalImages);
    }

    public void Report(StepReport report)
    {
        if (heard) listener.Report(report);
    }

    public void Note(string line) => listener.Note(line);

    public void End()
    {
        if (heard) listener.End();
        heard = false;
    }
}
