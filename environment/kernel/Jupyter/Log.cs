namespace MimLab.Kernel.Jupyter;

/// <summary>Lines for whoever started the kernel (Jupyter's own log); few enough that nobody can fill a disk with them.</summary>
internal static class Log
{
    private const int MostLines = 200;
    private static int _lines;

    public static void Write(string line)
    {
        int number = Interlocked.Increment(ref _lines);
        if (number < MostLines) Console.Error.WriteLine($"mimlab kernel: {line}");
        else if (number == MostLines) Console.Error.WriteLine("mimlab kernel: further lines are left out");
    }
}
