namespace MimLab.Kernel.Isolation;

/// <summary>
/// The process that runs the cells has ended of itself; the message says how, as one sentence for the notebook.
/// </summary>
internal sealed class CellsEnded(string message) : Exception(message);
