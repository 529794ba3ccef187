namespace MimLab.Data;

/// <summary>Which part of a data set: images to learn from, or images held back to measure on.</summary>
public enum Split
{
    /// <summary>Images to learn from.</summary>
    Train,

    /// <summary>Images held back to measure on (a folder named <c>test</c> or <c>val</c>).</summary>
    Test,
}
