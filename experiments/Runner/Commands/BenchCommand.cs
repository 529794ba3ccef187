using System.CommandLine;
using MimLab.Runner.Benchmarks;
using MimLab.Runner.Benchmarks.Profiling;
using MimLab.Runner.Benchmarks.Sections;
using MimLab.Runner.Diagnosis;
using MimLab.Runner.Display;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Runner.Commands;

/// <summary><c>mim bench</c>: a training step of MimLab beside one of plain PyTorch, in one run.</summary>
internal sealed class BenchCommand : Command
{
    private readonly Option<string[]> only = new("--only") { Description = $"Training cases of experiments/benchmarks/training-steps.json by name, or {string.Join(", ", SmallBenchmarks.All.Select(s => s.Name))} (default: all).", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> precisions = new("--precision") { Description = "fp32, bf16, or one after the other: --precision bf16 fp32 (the default where the device has bf16).", HelpName = "PRECISION", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> threads = new("--threads") { Description = "Threads of each side.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
    private readonly Option<int> turns = new("--turns") { Description = "Turns of each side; the median counts.", HelpName = "N", DefaultValueFactory = _ => 9 };
    private readonly Option<double> seconds = new("--seconds") { Description = "About how long a turn takes.", HelpName = "S", DefaultValueFactory = _ => 2 };
    private readonly Option<string?> output = new("--out") { Description = "Also write the table as Markdown there.", HelpName = "FILE" };
    private readonly Option<bool> profile = new("--profile") { Description = "Say where MimLab's step spends its time, by operator and by bytes moved, instead (needs no PyTorch)." };
    private readonly Option<string?> trace = new("--trace") { Description = "With --profile: also write a trace for ui.perfetto.dev or chrome://tracing there.", HelpName = "FILE" };
    private readonly Option<string?> photos = new("--photos") { Description = "Folder of JPEG photographs to load (default: MIMLAB_PHOTOS, or pictures made for it).", HelpName = "DIR" };
    private readonly Option<string?> worker = new("--worker") { Hidden = true };
    private readonly Option<string?> device = SharedOptions.Device();
    private readonly Option<bool> json = SharedOptions.Json();

    public BenchCommand(Terminal terminal, Lazy<Workplace> place, CancellationToken stop)
        : base("bench", "Time training steps beside plain PyTorch (needs python3 with torch), alternating in one run; loading, operators, start-up; or profile a step.")
    {
        only.DefaultValueFactory = _ => [];
        precisions.DefaultValueFactory = _ => [];
        precisions.AcceptOnlyFromAmong("fp32", "bf16");
        foreach (var option in new Option[] { only, precisions, threads, turns, seconds, output, profile, trace, photos, worker, device, json }) Add(option);
        SetAction(parsed => Run(parsed, terminal, place.Value, stop));
    }

    private int Run(ParseResult parsed, Terminal terminal, Workplace place, CancellationToken stop)
    {
        var (on, count) = (Accelerator.Choose(parsed.GetValue(device)), parsed.GetValue(threads));
        if (parsed.GetValue(worker) is { } folder)
        {
            TrainingWorker.Run(folder, on, count, Console.In, terminal.Writer);
            return ExitCode.Fine;
        }
        if (count < 1) throw new UserError($"--threads is {count}, but must be at least 1.");
        if (parsed.GetValue(turns) < 1) throw new UserError($"--turns is {parsed.GetValue(turns)}, but must be at least 1.");
        if (!(parsed.GetValue(seconds) > 0)) throw new UserError($"--seconds is {parsed.GetValue(seconds)}, but must be more than 0.");
        if (parsed.GetValue(trace) is not null && !parsed.GetValue(profile)) throw new UserError("--trace is written by --profile: ask for both.");
        if (parsed.GetValue(output) is not null && parsed.GetValue(profile)) throw new UserError("--out is for the comparison's page: with --profile use --json or --trace.");
        foreach (var path in new[] { parsed.GetValue(output), parsed.GetValue(trace) }.OfType<string>())
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent && !Directory.Exists(parent))
                throw new UserError($"{path} cannot be written, because there is no folder {parent}: check the path, and make the folder first.");
        Engine.Threads = count;
        return parsed.GetValue(profile) ? Profile(parsed, on, terminal, place, stop) : Compare(parsed, on, terminal, place, stop);
    }

    private int Compare(ParseResult parsed, Device on, Terminal terminal, Workplace place, CancellationToken stop)
    {
        var (names, count) = (parsed.GetValue(only)!, parsed.GetValue(threads));
        var sections = SmallBenchmarks.All.Where(s => names.Length == 0 || names.Contains(s.Name)).ToList();
        var cases = Chosen(place, names, alsoSections: true);
        var pytorch = cases.Count > 0 ? PyTorch.Find() : PyTorch.Search();
        var speeds = Precisions(parsed, on).ToDictionary(p => p.ToString().ToLowerInvariant(), p => MatrixSpeed.Measure(on, p == Precision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32));
        var report = new BenchmarkReport(parsed.GetValue(output), TrainingTable.Versions(pytorch, count, speeds));
        var stopped = false;
        try
        {
            foreach (var test in cases)
                foreach (var name in speeds.Keys)
                    report.Measure($"{test.Name} {name}", () => Benchmark(pytorch!).Run(test, Named(name), speeds[name], text => terminal.Aside($"{test.Name} {name}: {text}"), stop), stop);
            foreach (var (name, measure) in sections) report.Measure(name, soFar => measure(Settings(name, soFar)), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            stopped = true;
        }
        finally
        {
            report.Show(terminal, parsed.GetValue(json)); // what there is, whatever ended the run
        }
        if (!stopped) return report.Failed ? ExitCode.Failed : ExitCode.Fine;
        terminal.Aside(report.Stopped);
        return ExitCode.Interrupted;

        TrainingBenchmark Benchmark(PyTorch other) => new(place, other.Python, on, count, parsed.GetValue(turns), parsed.GetValue(seconds));

        SectionSettings Settings(string name, Action<Section> soFar) => new()
        {
            Place = place,
            PyTorch = pytorch,
            Device = on,
            Threads = count,
            Turns = parsed.GetValue(turns),
            Seconds = parsed.GetValue(seconds),
            Photos = parsed.GetValue(photos) ?? Photographs.Named(),
            Step = text => terminal.Aside($"{name}: {text}"),
            SoFar = soFar,
            Stop = stop,
        };
    }

    private int Profile(ParseResult parsed, Device on, Terminal terminal, Workplace place, CancellationToken stop)
    {
        if (on.type != TorchSharp.DeviceType.CPU)
            throw new UserError("--profile times operators on the processor; on a GPU they return before their kernels have run: leave out --device.");
        var (path, profiling) = (parsed.GetValue(trace), new StepProfile(place, parsed.GetValue(seconds)));
        List<ProfileResult> results = [];
        foreach (var test in Chosen(place, parsed.GetValue(only)!, alsoSections: false))
            foreach (var precision in Precisions(parsed, on))
            {
                var result = profiling.Run(test, precision, path is null ? 0 : StepProfile.MostCalls, stop);
                results.Add(result);
                if (result.CallsLeftOut > 0) terminal.Aside($"{test.Name}: the trace has the first {StepProfile.MostCalls:N0} calls and lacks {result.CallsLeftOut:N0}: ask for fewer --seconds.");
                if (path is not null) ChromeTrace.Write(path, results);
                if (parsed.GetValue(json)) continue;
                terminal.Line(ProfileTable.Heading(result));
                terminal.Out.Write(ProfileTable.Terminal(result));
            }
        if (parsed.GetValue(json)) terminal.Json(new { profiles = results });
        return ExitCode.Fine;
    }

    private IReadOnlyList<Precision> Precisions(ParseResult parsed, Device on) => parsed.GetValue(precisions) is { Length: > 0 } named
        ? [.. named.Distinct().Select(Named)]
        : Engine.SupportsBFloat16Matmul(on) ? [Precision.Bf16, Precision.Fp32] : [Precision.Fp32];

    private static Precision Named(string name) => name == "bf16" ? Precision.Bf16 : Precision.Fp32;

    private static IReadOnlyList<TrainingCase> Chosen(Workplace place, string[] names, bool alsoSections)
    {
        var all = TrainingCase.Load(TrainingCase.FileOf(place));
        string[] sections = [.. SmallBenchmarks.All.Select(s => s.Name)];
        foreach (var name in names)
            if (all.All(c => c.Name != name) && !(alsoSections && sections.Contains(name)))
                throw new UserError(sections.Contains(name)
                    ? $"--profile is about training steps: use {string.Join(", ", all.Select(c => c.Name))}, not {name}."
                    : $"There is no case {name}: use {string.Join(", ", all.Select(c => c.Name).Concat(sections))}.");
        return names.Length == 0 ? all : [.. all.Where(c => names.Contains(c.Name))];
    }
}
