namespace MimLab.Kernel.Magics;

/// <summary>A directive of a cell that cannot be followed; the message is for the person who wrote it.</summary>
internal sealed class MagicException(string message) : Exception(message);
