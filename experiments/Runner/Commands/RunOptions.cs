using System.CommandLine;
using System.Globalization;
using MimLab.Evaluation;
using MimLab.Runner.Display;
using MimLab.Training;

namespace MimLab.Runner.Commands;

/// <summary>The options of verbs that train one thing, and how such a verb runs.</summary>
internal sealed class RunOptions
{
    private const string CheckpointFile = "last.safetensors"; // as the training loop names it

    private readonly Option<string[]> set = SharedOptions.Set();
    private readonly Option<string?> data = SharedOptions.Data();
    private readonly Option<string?> device = SharedOptions.Device();
    private readonly Option<int> seed = SharedOptions.Seed();
    private readonly Option<string?> output = new("--out") { Description = "Folder of the run (default: one in runs/ named after recipe and seed).", HelpName = "DIR" };
    private readonly Option<bool> fresh = new("--fresh") { Description = "Start anew instead of continuing the run in that folder." };
    private readonly Option<bool> json = SharedOptions.Json();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[set, data, device, seed, output, fresh, json]) command.Add(option);
    }

    public IReadOnlyList<string> Overrides(ParseResult parsed) => parsed.GetValue(set) ?? [];

    public bool WantsJson(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Runs <paramref name="work"/>, which says whether it was interrupted.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where it is told.</param>
    /// <param name="place">Where runs lie.</param>
    /// <param name="stop">Interrupts the work.</param>
    /// <param name="name">Name of the folder, less its seed, where the command line names none.</param>
    /// <param name="work">The work.</param>
    /// <param name="saves">Whether the work writes checkpoints; one in the folder is another run's otherwise.</param>
    public int Run(ParseResult parsed, Terminal terminal, Workplace place, CancellationToken stop, string name, Func<RunContext, bool> work, bool saves = true)
    {
        SharedOptions.UseData(parsed.GetValue(data));
        var folder = Path.GetFullPath(parsed.GetValue(output) ?? Path.Combine(place.Runs, $"{name}-seed-{parsed.GetValue(seed)}"));
        var context = new RunContext
        {
            Directory = folder,
            Device = Accelerator.Choose(parsed.GetValue(device)),
            Seed = parsed.GetValue(seed),
            Stop = stop,
            Resume = !parsed.GetValue(fresh),
        };
        var live = terminal.Interactive && !parsed.GetValue(json);
        var interrupted = live
            ? LiveProgress.While(terminal.Out, 1, progress => work(context with { Progress = progress }))
            : work(context with { Progress = new PlainProgress(parsed.GetValue(json) ? terminal.Aside : terminal.Line) });
        if (!interrupted) return ExitCode.Fine;
        var saved = saves && Directory.Exists(folder) && Directory.EnumerateFiles(folder, CheckpointFile, SearchOption.AllDirectories).Any();
        terminal.Aside(saved ? $"Interrupted; the same command goes on from the checkpoint in {Workplace.Shown(folder)}."
            : "Interrupted before there was anything to save; the same command starts anew.");
        return ExitCode.Interrupted;
    }

    /// <summary>Prints results; says whether any was interrupted.</summary>
    public bool Tell(ParseResult parsed, Terminal terminal, params IReadOnlyList<EvaluationResult> results)
    {
        if (results.Any(r => r.Interrupted)) return true;
        if (WantsJson(parsed)) terminal.Json(results.Count == 1 ? results[0] : results);
        else
            foreach (var result in results)
                terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{result.Method}: top-1 {result.Top1:0.00} % on {Quantity.Count(result.TestImages)} test images, {Quantity.Count(result.Labels)} labels")
                    + (result.Layer is { } layer ? $", block {layer}" : "") + $", {Quantity.Duration(result.Seconds)}");
        return false;
    }
}
