namespace MimLab.Weights;

/// <summary>One file in a zip archive.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Deflated">Whether its bytes are compressed.</param>
/// <param name="DataStart">Where its bytes begin in the archive.</param>
/// <param name="Stored">How many bytes lie there.</param>
/// <param name="Length">How many they are uncompressed.</param>
internal sealed record ZipItem(string Name, bool Deflated, long DataStart, long Stored, long Length);
