namespace MimLab.Training;

/// <summary>What the half cosine covers.</summary>
public enum CosineSpan
{
    /// <summary>From the end of the warm-up to the end of training (MAE).</summary>
    AfterWarmup,

    /// <summary>
    /// The whole of training, its beginning hidden by the warm-up, so the rate drops a little where the two meet (SimMIM).
    /// </summary>
    Whole,
}
