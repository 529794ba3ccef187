using System.CommandLine;
using MimLab.Runner.Display;
using MimLab.Weights;
using Spectre.Console;

namespace MimLab.Runner.Commands;

/// <summary><c>mim weights inspect</c>: what a file of weights holds, without reading the numbers.</summary>
internal sealed class WeightsInspectCommand : Command
{
    private const int LongestNote = 200;
    private readonly Argument<string> file = WeightsCommand.File("A .pth or .safetensors file.");
    private readonly Option<bool> json = SharedOptions.Json();

    public WeightsInspectCommand(Terminal terminal) : base("inspect", "List names, shapes, types, totals and the family of a file; nothing in it is executed.")
    {
        Add(file);
        Add(json);
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        using var weights = WeightsFile.Open(parsed.GetValue(file)!);
        var family = WeightFamily.Detect(weights.Entries.Select(entry => entry.Name));
        var types = weights.Entries.GroupBy(entry => entry.TypeName).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Count));
        var (numbers, bytes) = (weights.Entries.Sum(entry => entry.Count), weights.Entries.Sum(entry => entry.Bytes));
        if (parsed.GetValue(json))
        {
            terminal.Json(new
            {
                File = weights.Path,
                weights.Format,
                Family = family.Id,
                Tensors = weights.Entries.Select(entry => new { entry.Name, Type = entry.TypeName, entry.Shape, entry.Count, entry.Bytes }),
                TensorCount = weights.Entries.Count,
                Numbers = numbers,
                Bytes = bytes,
                Types = types,
                Other = weights.Notes,
            });
            return ExitCode.Fine;
        }
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("tensor", "type", "shape");
        table.AddColumn(new TableColumn("numbers").RightAligned());
        foreach (var entry in weights.Entries)
            table.AddRow(new Text(entry.Name), new Text(entry.TypeName), new Text($"[{string.Join(", ", entry.Shape)}]"), new Text(Quantity.Count(entry.Count)));
        terminal.Out.Write(table);
        terminal.Line($"{weights.Format}: {weights.Entries.Count} tensors, {Quantity.Count(numbers)} numbers, {Quantity.Count(bytes)} bytes "
            + $"({string.Join(", ", types.Select(type => $"{type.Key} {Quantity.Count(type.Value)}"))}).");
        terminal.Line($"Family: {family.Description} ({family.Id}).");
        foreach (var (key, note) in weights.Notes) terminal.Line($"Besides: {key}: {Short(note)}");
        return ExitCode.Fine;
    }

    private static string Short(string note)
    {
        var line = note.ReplaceLineEndings(" ");
        return line.Length > LongestNote ? line[..LongestNote] + "..." : line;
    }
}
