using System.CommandLine;
using MimLab.Results;
using MimLab.Runner.Ablations;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary>
/// <c>mim table</c>: regenerates the committed tables and charts of one ablation or of all from their records, or checks them.
/// </summary>
internal sealed class TableCommand : Command
{
    private readonly Argument<string?> slug = new("slug") { Description = "Name of the ablation (default: all of them).", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> check = new("--check") { Description = "Change nothing; fail when a table, chart or list differs from what the records give." };
    private readonly Option<bool> json = SharedOptions.Json();

    public TableCommand(Terminal terminal, Lazy<Workplace> place)
        : base("table", "Regenerate tables and charts from the committed records, of one ablation or of all.")
    {
        Add(slug);
        Add(check);
        Add(json);
        SetAction(parsed => Run(parsed, terminal, place.Value));
    }

    private int Run(ParseResult parsed, Terminal terminal, Workplace place)
    {
        var named = parsed.GetValue(slug);
        var checking = parsed.GetValue(check);
        var (files, stale) = (new List<string>(), new List<string>());
        foreach (var one in named is null ? AblationFile.Slugs(place) : [named])
        {
            var ablation = AblationFile.Load(place, one);
            var records = new RecordStore(Path.Combine(ablation.Folder, Reproduction.RecordsFile)).Read().Records;
            Keep(CommittedTable.Files(place, ablation, records));
        }
        if (AblationList.File(place) is { } list) Keep([list]);

        if (parsed.GetValue(json)) terminal.Json(new { Files = files, Stale = stale });
        else if (!checking)
            foreach (var path in files) terminal.Line($"{(stale.Contains(path) ? "written" : "unchanged")}: {Workplace.Shown(path)}");
        if (!checking || stale.Count == 0)
        {
            if (checking && !parsed.GetValue(json)) terminal.Line($"Tables and charts of {named ?? "all ablations"} agree with the records.");
            return ExitCode.Fine;
        }
        terminal.Problem($"{string.Join(", ", stale.Select(Workplace.Shown))} {(stale.Count == 1 ? "differs" : "differ")} from what the records give: run 'mim table{(named is null ? "" : " " + named)}'.");
        return ExitCode.Failed;

        // Written at once, because two ablations can have their blocks in one file.
        void Keep(IEnumerable<(string Path, string Text)> generated)
        {
            foreach (var (path, text) in generated)
            {
                if (!files.Contains(path)) files.Add(path);
                if (File.Exists(path) && File.ReadAllText(path) == text) continue;
                stale.Add(path);
                if (!checking) WholeFile.Write(path, text);
            }
        }
    }
}
