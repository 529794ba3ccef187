using System.Text;
using System.Text.Json;

namespace MimLab.Results;

/// <summary>
/// The append-only file of an ablation's records, one JSON object a line. A record reaches the disk in one write followed by a
/// flush to the device, so a crash can tear only the last line. A torn last line is reported and left out, and the next append
/// cuts it off; a broken line anywhere else means the file was damaged, and reading stops with its number.
/// </summary>
public sealed class RecordStore(string path)
{
    private static readonly TimeSpan PatienceForOtherWriters = TimeSpan.FromSeconds(20);

    /// <summary>Path of the file, which need not exist yet.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>
    /// Keeps other runners away from this file until the result is disposed; readers and appends from this runner go on.
    /// </summary>
    /// <exception cref="UserError">Another runner holds the file.</exception>
    public IDisposable Lock()
    {
        CreateFolder();
        try
        {
            // The lock file stays behind: deleting it would let two runners hold locks on two files of the same name.
            return new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw new UserError($"Another runner is writing to {Path}; wait until it has finished, or stop it first.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{Path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Adds <paramref name="record"/> and returns once it is on the disk.</summary>
    /// <returns>A sentence about a torn last line that was cut off to make room, or null.</returns>
    public string? Append(RunRecord record)
    {
        var line = Encoding.UTF8.GetBytes(record.ToJson() + "\n");
        CreateFolder();
        using var file = Open(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        var (_, warning, length, endsLine) = Parse(content);
        file.SetLength(length);
        file.Seek(0, SeekOrigin.End);
        if (!endsLine) line = [(byte)'\n', .. line];
        file.Write(line);
        file.Flush(flushToDisk: true);
        return warning;
    }

    /// <summary>Reads every record. A file that does not exist holds none.</summary>
    /// <exception cref="UserError">A line before the last is not a record; the message names it.</exception>
    public RecordReading Read()
    {
        if (!File.Exists(Path)) return new RecordReading([], null);
        using var file = Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        var (records, warning, _, _) = Parse(content);
        return new RecordReading(records, warning);
    }

    private (List<RunRecord> Records, string? Warning, int Length, bool EndsLine) Parse(byte[] content)
    {
        var records = new List<RunRecord>();
        for (int start = 0, number = 1; start < content.Length; number++)
        {
            var length = content.AsSpan(start).IndexOf((byte)'\n');
            var isLast = length < 0;
            if (isLast) length = content.Length - start;
            var line = Encoding.UTF8.GetString(content, start, length);
            try
            {
                if (!string.IsNullOrWhiteSpace(line)) records.Add(RunRecord.Parse(line));
            }
            catch (JsonException) when (isLast)
            {
                var warning = $"The last line ({number}) of {Path} is torn, probably by a crash while it was written; it is left out, and its run will be done again.";
                return (records, warning, start, true);
            }
            catch (JsonException e)
            {
                throw new UserError($"Line {number} of {Path} is not a run record ({FirstSentence(e.Message)}); restore the file from version control or remove that line.", e);
            }
            if (isLast) return (records, null, content.Length, false);
            start += length + 1;
        }
        return (records, null, content.Length, true);
    }

    private static string FirstSentence(string message) => message.Split(". ")[0].Split(" Path:")[0].TrimEnd('.');

    private FileStream Open(FileMode mode, FileAccess access, FileShare share)
    {
        for (var waited = TimeSpan.Zero; ;)
        {
            try
            {
                return new FileStream(Path, mode, access, share, bufferSize: 0);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!IsHeldByAnother(e) || waited >= PatienceForOtherWriters)
                    throw new UserError($"{Path} cannot be opened: {e.Message}", e);
                var pause = TimeSpan.FromMilliseconds(15);
                Thread.Sleep(pause);
                waited += pause;
            }
        }
    }

    // EWOULDBLOCK of Linux and macOS, and the sharing and lock violations of Windows.
    private static bool IsHeldByAnother(Exception e) => e is IOException && (e.HResult & 0xFFFF) is (11 or 35 or 32 or 33);

    private void CreateFolder()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The folder {folder} cannot be made: {e.Message}", e);
        }
    }
}
