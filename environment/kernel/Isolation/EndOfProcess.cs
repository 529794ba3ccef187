namespace MimLab.Kernel.Isolation;

/// <summary>Says what ended the process of the cells.</summary>
internal static class EndOfProcess
{
    private const int BySignal = 128;

    /// <summary>One sentence about an exit code as the shell counts them (128 and more: a signal).</summary>
    public static string Describe(int exitCode) => (exitCode - BySignal) switch
    {
        6 => "The cell's process aborted (SIGABRT): a stack overflow, Environment.FailFast, or native code that gave up.",
        9 => "The cell's process was killed (SIGKILL), most likely because the machine ran out of memory.",
        11 => "The cell's process crashed in native code (SIGSEGV).",
        4 or 5 or 7 or 8 => $"The cell's process crashed in native code (signal {exitCode - BySignal}).",
        15 => "The cell's process was told to end (SIGTERM).",
        > 0 and < 65 => $"The cell's process was ended by signal {exitCode - BySignal}.",
        _ => $"The cell ended the process (Environment.Exit) with exit code {exitCode}.",
    };
}
