using System.CommandLine;
using MimLab.Results;
using MimLab.Runner.Ablations;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary><c>mim table</c>: regenerates an ablation's committed table and chart from its records, or checks them.</summary>
internal sealed class TableCommand : Command
{
    private readonly Argument<string> slug = new("slug") { Description = "Name of the ablation." };
    private readonly Option<bool> check = new("--check") { Description = "Change nothing; fail when table or chart differ from what the records give." };
    private readonly Option<bool> json = SharedOptions.Json();

    public TableCommand(Terminal terminal, Lazy<Workplace> place)
        : base("table", "Regenerate an ablation's table and chart from its committed records.")
    {
        Add(slug);
        Add(check);
        Add(json);
        SetAction(parsed => Run(parsed, terminal, place.Value));
    }

    private int Run(ParseResult parsed, Terminal terminal, Workplace place)
    {
        var ablation = AblationFile.Load(place, parsed.GetValue(slug)!);
        var store = new RecordStore(Path.Combine(ablation.Folder, Reproduction.RecordsFile));
        var files = CommittedTable.Files(place, ablation, store.Read().Records);
        var stale = files.Where(f => !File.Exists(f.Path) || File.ReadAllText(f.Path) != f.Text).Select(f => f.Path).ToList();
        var checking = parsed.GetValue(check);
        if (!checking)
            foreach (var (path, text) in files) WholeFile.Write(path, text);
        if (parsed.GetValue(json)) terminal.Json(new { Files = files.Select(f => f.Path), Stale = stale });
        else if (!checking)
            foreach (var (path, _) in files) terminal.Line($"{(stale.Contains(path) ? "written" : "unchanged")}: {Workplace.Shown(path)}");
        if (!checking || stale.Count == 0)
        {
            if (checking && !parsed.GetValue(json)) terminal.Line($"Table and charts of {ablation.Slug} agree with its records.");
            return ExitCode.Fine;
        }
        terminal.Problem($"{string.Join(", ", stale.Select(Workplace.Shown))} {(stale.Count == 1 ? "differs" : "differ")} from what the records give: run 'mim table {ablation.Slug}'.");
        return ExitCode.Failed;
    }
}
