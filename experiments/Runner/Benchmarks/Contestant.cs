using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace MimLab.Runner.Benchmarks;

/// <summary>One side of a benchmark: a process that works when told to and waits otherwise.</summary>
internal sealed class Contestant : IDisposable
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };
    private readonly Process process;
    private readonly string name;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="UserError">It ended before, or greets in no way known; the message says why.</exception>
    public Contestant(string name, string program, IEnumerable<string> arguments, int threads)
    {
        this.name = name;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        process = Process.Start(start)!;
        Complaints = process.StandardError.ReadToEndAsync();
        try
        {
            Version = Answer<Greeting>().Version;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The version of the library that it works with.</summary>
    public string Version { get; }

    private Task<string> Complaints { get; }

    /// <summary>The folder of the programs that stand for the other side.</summary>
    public static string Scripts(Workplace place) => Path.Combine(place.Root, "experiments", "benchmarks", "pytorch");

    /// <summary>PyTorch's side of a training step.</summary>
    public static Contestant PyTorch(Workplace place, string python, string folder, int threads) =>
        new("PyTorch", python, [Path.Combine(Scripts(place), "step.py"), folder], threads);

    /// <summary>MimLab's side of it.</summary>
    public static Contestant MimLab(string folder, Device device, int threads)
    {
        var (program, first) = OwnProgram();
        return new("MimLab", program, [.. first, "bench", "--worker", folder, "--device", device.ToString(), "--threads", $"{threads}"], threads);
    }

    /// <summary>How this program is started, with its first arguments.</summary>
    public static (string Program, string[] First) OwnProgram()
    {
        var here = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(here) == "mim" ? (here, []) : ("dotnet", [typeof(Contestant).Assembly.Location]);
    }

    /// <summary>Trains so many steps.</summary>
    public Turn Run(int steps) => Ask<Turn>(steps.ToString(CultureInfo.InvariantCulture));

    /// <summary>The share of a step that its matrix products and convolutions take: only PyTorch's side can tell.</summary>
    public double ProductShare() => Ask<Profile>("profile").Products;

    /// <summary>Sends a line and waits for the answer.</summary>
    /// <exception cref="UserError">It ended instead, or said something else, a loss that is no number among it; the message says what.</exception>
    public T Ask<T>(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended: reading says why.
        }
        return Answer<T>();
    }

    /// <summary>Processor seconds that it has used so far.</summary>
    public double ProcessorSeconds
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended with a line unread.
        }
        if (!process.WaitForExit(5000)) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private T Answer<T>()
    {
        var line = Answer();
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options)!;
        }
        catch (JsonException e)
        {
            throw new UserError($"The {name} side of the benchmark answered '{line}', which holds no figures.", e);
        }
    }

    private string Answer()
    {
        if (process.StandardOutput.ReadLine() is { } line) return line;
        process.WaitForExit();
        var lines = Complaints.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var why = lines.FirstOrDefault(l => l.StartsWith("Unhandled exception", StringComparison.Ordinal)) ?? lines.LastOrDefault("without a word"); // of .NET, of Python
        throw new UserError($"The {name} side of the benchmark ended with code {process.ExitCode}: {why.Trim()}");
    }

    private sealed record Greeting(string Version);

    private sealed record Profile(double Products);
}
