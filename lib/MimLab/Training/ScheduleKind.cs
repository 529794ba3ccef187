namespace MimLab.Training;

/// <summary>How the learning rate falls after the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>Half a cosine from the peak to the minimum (SGDR, Loshchilov and Hutter 2017, without restarts).</summary>
    Cosine,

    /// <summary>Times gamma at every milestone (SimMIM, section 4.2 and appendix B).</summary>
    Step,
}
