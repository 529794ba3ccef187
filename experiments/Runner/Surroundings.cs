using System.Runtime.InteropServices;

namespace MimLab.Runner;

/// <summary>
/// Tells failures of the machine that a person can mend (a full disk, a folder that cannot be written, too little memory) from
/// bugs, which keep their stack trace.
/// </summary>
internal static class Surroundings
{
    /// <summary>A sentence that says what to do; null when <paramref name="problem"/> may be a bug.</summary>
    public static string? Blame(Exception problem) => problem switch
    {
        FileLoadException or EndOfStreamException => null,
        FileNotFoundException or DirectoryNotFoundException => $"{Clause(problem)}: check the path, and make the folder first.",
        UnauthorizedAccessException => $"{Clause(problem)}: choose another place, or change its permissions.",
        IOException => $"{Clause(problem)}: make room there, or choose another place.",
        OutOfMemoryException => "There is not enough memory for this: make the model, the batch or the data smaller.",
        ExternalException when LacksMemory(problem.Message) => "There is not enough memory for this on the device: make the model or the batch smaller (accumulate keeps the size of an update).",
        _ => null,
    };

    private static bool LacksMemory(string message) =>
        message.Contains("can't allocate memory", StringComparison.Ordinal) || message.Contains("out of memory", StringComparison.OrdinalIgnoreCase);

    private static string Clause(Exception problem) => problem.Message.TrimEnd('.').Replace(" : ", ": ", StringComparison.Ordinal);
}
