namespace MimLab.Data;

/// <summary>One image that could not be read.</summary>
/// <param name="Name">Its path below the data set's folder.</param>
/// <param name="Reason">What the decoder said, in one line.</param>
public sealed record UnreadableImage(string Name, string Reason);
