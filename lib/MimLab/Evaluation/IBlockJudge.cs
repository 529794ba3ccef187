using MimLab.Training;

namespace MimLab.Evaluation;

/// <summary>How the blocks of a frozen encoder are judged by linear classifiers.</summary>
internal interface IBlockJudge
{
    /// <summary>
    /// Labelled images that classifiers were trained on so far, repetitions counted, before an interruption too.
    /// </summary>
    long Seen { get; }

    /// <summary>Seconds of the training that is resumed where it was interrupted, all runs together; 0 where none is.</summary>
    double TrainingSeconds { get; }

    /// <summary>Trains a classifier for each block and scores it.</summary>
    /// <param name="blocks">Which blocks, from 0.</param>
    /// <param name="heldOut">
    /// Whether a share of the labelled images is held out of the training and judges; otherwise the test images do.
    /// </param>
    /// <returns>Block, from 1, and its top-1 in percent, in the order asked for; fewer when stopped.</returns>
    IReadOnlyList<CurvePoint> Judge(int[] blocks, bool heldOut);
}
