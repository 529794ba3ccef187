namespace MimLab.Training;

/// <summary>Listens to a run: the console, a notebook, a test. Calls come from the training thread.</summary>
public interface IRunProgress
{
    /// <summary>
    /// A stage starts ("pre-training", "fine-tuning", ...) that will see <paramref name="totalImages"/> images.
    /// </summary>
    void Begin(string stage, long totalImages);

    /// <summary>A logged step of the stage.</summary>
    void Report(StepReport report);

    /// <summary>One line worth telling: a resumed step, skipped files, an epoch's accuracy.</summary>
    void Note(string line);

    /// <summary>The stage is over, finished or not.</summary>
    void End();
}
