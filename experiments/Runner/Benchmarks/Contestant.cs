using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MimLab.Runner.Benchmarks;

/// <summary>One side of a benchmark: a process that trains when told to and waits otherwise.</summary>
internal sealed class Contestant : IDisposable
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };
    private readonly Process process;
    private readonly string name;

    /// <summary>Starts it and waits until its model stands.</summary>
    /// <exception cref="UserError">It ended before; the message says why.</exception>
    public Contestant(string name, string program, IEnumerable<string> arguments, int threads)
    {
        this.name = name;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        process = Process.Start(start)!;
        Complaints = process.StandardError.ReadToEndAsync();
        Torch = JsonSerializer.Deserialize<Greeting>(Answer(), Options)!.Torch;
    }

    /// <summary>The libtorch or PyTorch that it runs on.</summary>
    public string Torch { get; }

    private Task<string> Complaints { get; }

    /// <summary>Trains so many steps.</summary>
    public Turn Run(int steps)
    {
        process.StandardInput.WriteLine(steps);
        process.StandardInput.Flush();
        return JsonSerializer.Deserialize<Turn>(Answer(), Options)!;
    }

    /// <summary>The share of a step that its matrix products and convolutions take: only PyTorch's side can tell.</summary>
    public double ProductShare()
    {
        process.StandardInput.WriteLine("profile");
        process.StandardInput.Flush();
        return JsonSerializer.Deserialize<Profile>(Answer(), Options)!.Products;
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
        process.StandardInput.Close();
        if (!process.WaitForExit(5000)) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private string Answer()
    {
        if (process.StandardOutput.ReadLine() is { } line) return line;
        process.WaitForExit();
        var last = Complaints.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("without a word");
        throw new UserError($"The {name} side of the benchmark ended with code {process.ExitCode}: {last.Trim()}");
    }

    private sealed record Greeting(string Torch);

    private sealed record Profile(double Products);
}
