namespace MimLab.Runner.Display;

/// <summary>What the process says to the shell.</summary>
public static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Fine = 0;

    /// <summary>Something the user can put right, or a check that failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM; the run can be continued.</summary>
    public const int Interrupted = 130;
}
