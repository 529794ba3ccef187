namespace TorchSharp.Modules;

/// <summary>Options of a parameter group; what is null is taken from the optimizer's defaults when the group is added.</summary>
public class OptimizerOptions
{
    /// <summary>The learning rate in use.</summary>
    public double? LearningRate { get; set; }

    /// <summary>The learning rate that a schedule started from.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>Whether a schedule has fixed the initial learning rate.</summary>
    internal bool Scheduled { get; set; }

    /// <summary>Copies the options of another group of the same kind.</summary>
    public virtual void LoadStateDict(OptimizerOptions source)
    {
        LearningRate = source.LearningRate;
        InitialLearningRate = source.InitialLearningRate;
    }
}
