using System.CommandLine;
using System.Diagnostics;
using MimLab.Data;
using MimLab.Data.Preparation;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary><c>mim data</c>: gets, imports or makes a data set, and says where it comes from and what it holds.</summary>
internal sealed class DataCommand : Command
{
    private readonly Argument<string> name = new("name") { Description = string.Join("; ", DataPreparation.All.Select(d => $"{d.Name}: {d.Summary}")) };
    private readonly Option<string?> from = new("--from") { Description = "A local copy to import instead of downloading: an archive or a folder.", HelpName = "PATH" };
    private readonly Option<int> size = new("--size") { Description = "Side of the sample images of shapes.", HelpName = "PX", DefaultValueFactory = _ => 32 };
    private readonly Option<string?> data = new("--data", "--to") { Description = "The folder that holds data sets (default: MIMLAB_DATA, or data/ in the repository).", HelpName = "DIR" };
    private readonly Option<bool> json = SharedOptions.Json();

    public DataCommand(Terminal terminal, CancellationToken stop)
        : base("data", "Get, import or make a data set; print its licence, source, checksums and counts.")
    {
        name.AcceptOnlyFromAmong([.. DataPreparation.All.Select(d => d.Name), "imagefolder"]);
        Add(name);
        foreach (var option in (Option[])[from, size, data, json]) Add(option);
        SetAction(parsed => Run(parsed, terminal, stop));
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken stop)
    {
        var asJson = parsed.GetValue(json);
        Action<string> say = asJson ? terminal.Aside : terminal.Line;
        var chosen = parsed.GetValue(name)!;
        var preparation = DataPreparation.Named(chosen == "imagefolder" ? "image-folder" : chosen);
        say($"{preparation.Name}: {preparation.Summary}");
        say($"source   {preparation.Source}");
        say($"licence  {preparation.Licence}");
        var sinceLine = Stopwatch.StartNew();
        var manifest = preparation.Prepare(new PreparationOptions
        {
            DataFolder = DataFolder.Find(parsed.GetValue(data)),
            From = parsed.GetValue(from),
            Size = parsed.GetValue(size),
            Note = line => say($"  {line}"),
            Progress = (done, total) => Tell(say, sinceLine, done, total),
            Stop = stop,
        });
        if (asJson)
        {
            terminal.Line(manifest.ToJson().TrimEnd('\n'));
            return ExitCode.Fine;
        }
        terminal.Line($"form     {manifest.Form}");
        foreach (var (split, count) in manifest.Counts) terminal.Line($"{split,-8} {Quantity.Count(count)} images" + (manifest.Hashes.TryGetValue(split, out var hash) ? $", hash {hash}" : ""));
        terminal.Line($"classes  {manifest.Classes.Count}: {string.Join(", ", manifest.Classes.Take(10))}{(manifest.Classes.Count > 10 ? ", ..." : "")}");
        foreach (var (file, sum) in manifest.Files) terminal.Line($"file     {file}  {sum}");
        if (manifest.ImportedSha256 is { } imported) terminal.Line($"imported from a file with SHA-256 {imported}");
        if (manifest.UnreadableCount > 0)
        {
            var shown = manifest.Unreadable.Take(10).ToList();
            terminal.Line($"skipped  {Quantity.Count(manifest.UnreadableCount)} unreadable {(manifest.UnreadableCount == 1 ? "image" : "images")}:");
            foreach (var image in shown) terminal.Line($"         {image.Name}: {image.Reason}");
            if (manifest.UnreadableCount > shown.Count) terminal.Line($"         and {Quantity.Count(manifest.UnreadableCount - shown.Count)} more");
        }
        if (manifest.Folder.Length > 0) terminal.Line($"in       {Workplace.Shown(manifest.Folder)}");
        return ExitCode.Fine;
    }

    private static void Tell(Action<string> say, Stopwatch sinceLine, long done, long total)
    {
        if (sinceLine.Elapsed.TotalSeconds < 2) return;
        sinceLine.Restart();
        say(total > 0 ? $"  {100.0 * done / total:0} %  {Quantity.Short(done)} of {Quantity.Short(total)}" : $"  {Quantity.Short(done)}");
    }
}
