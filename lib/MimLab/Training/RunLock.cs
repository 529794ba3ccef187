namespace MimLab.Training;

/// <summary>
/// Keeps a second process out of a run's folder: the two would write over each other's checkpoints and mix their metrics.
/// </summary>
public static class RunLock
{
    /// <summary>
    /// Name of the lock file. It stays behind: deleting it would let two runs hold locks on two files of the same name.
    /// </summary>
    public const string File = ".lock";

    /// <summary>
    /// Holds the folder until disposed; null where it cannot be written at all, which the first write reports better.
    /// </summary>
    /// <param name="folder">The folder; it is made where it is missing.</param>
    /// <param name="otherwise">What whoever is refused can do besides waiting.</param>
    /// <exception cref="UserError">Another run holds it.</exception>
    public static IDisposable? Take(string folder, string otherwise = "choose another folder")
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, File), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is 11 or 35 or 32 or 33)
        {
            // EWOULDBLOCK of Linux and macOS; Windows' violations.
            throw new UserError($"Another run is at work in {folder}: wait until it has finished, stop it, or {otherwise}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
