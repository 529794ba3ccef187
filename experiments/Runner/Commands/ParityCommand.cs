using System.CommandLine;
using System.Globalization;
using MimLab.Parity;
using MimLab.Runner.Display;
using Spectre.Console;

namespace MimLab.Runner.Commands;

/// <summary><c>mim parity</c>: compares models with tensors recorded from the official implementations.</summary>
internal sealed class ParityCommand : Command
{
    private readonly Argument<string> folder = new("folder") { Description = "Folder of fixtures: NAME.json with NAME.safetensors." };
    private readonly Option<bool> json = SharedOptions.Json();

    public ParityCommand(Terminal terminal)
        : base("parity", "Compare outputs, activations, gradients and training curves with recorded official ones.")
    {
        Add(folder);
        Add(json);
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var path = parsed.GetValue(folder)!;
        if (!Directory.Exists(path)) throw new UserError($"There is no folder {path}: name the folder of parity fixtures.");
        var files = Directory.GetFiles(path, "*.json").Where(ParityFixture.IsFixture).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0) throw new UserError($"There is no fixture in {path}: a fixture is NAME.json, with a \"config\", and NAME.safetensors beside it.");
        var results = files.Select(Check).ToList();
        var failed = results.Count(r => r is { Known: true, Passed: false });
        if (parsed.GetValue(json)) terminal.Json(results);
        else
        {
            terminal.Out.Write(Table(results));
            foreach (var result in results.Where(r => r.Known))
                foreach (var note in result.Notes) terminal.Line($"{result.Name}: {note}");
            terminal.Line($"{results.Count(r => r.Passed)} passed, {failed} failed, {results.Count(r => !r.Known)} unknown to this version.");
        }
        return failed == 0 ? ExitCode.Fine : ExitCode.Failed;
    }

    /// <summary>One fixture; one that cannot be read fails, and the others are still looked at.</summary>
    private static ParityResult Check(string file)
    {
        try
        {
            using var fixture = ParityFixture.Load(file);
            return ParityCheck.Run(fixture);
        }
        catch (UserError e)
        {
            return new ParityResult(Path.GetFileNameWithoutExtension(file), null, null, null, null, false, [e.Message]);
        }
    }

    private static Table Table(IReadOnlyList<ParityResult> results)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("fixture");
        foreach (var heading in (string[])["outputs", "activations", "gradients", "curve"]) table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("result");
        foreach (var r in results)
            table.AddRow(new Text(r.Name), Error(r.OutputError), Error(r.ActivationError), Error(r.GradientError), Error(r.CurveError),
                !r.Known ? new Text("unknown") : r.Passed ? new Text("pass", Color.Green) : new Text("FAIL", Color.Red));
        return table;
    }

    private static Text Error(double? value) => new(value is { } v && !double.IsNaN(v) ? v.ToString("0.0e+0", CultureInfo.InvariantCulture) : "–");
}
