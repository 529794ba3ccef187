namespace MimLab.Training;

/// <summary>
/// The stop button of a notebook. The kernel leaves the running cell's token under this name, so that the library needs no
/// reference to it, and a run started in a cell writes its checkpoint and returns when the cell is stopped.
/// </summary>
internal static class Interruption
{
    private const string Key = "MimLab.Stop";

    /// <summary>The running cell's token; one that is never cancelled outside of notebooks.</summary>
    public static CancellationToken Token => AppContext.GetData(Key) is CancellationToken token ? token : CancellationToken.None;
}
