using System.CommandLine;
using System.Globalization;
using MimLab.Models;
using MimLab.Runner.Display;
using Spectre.Console;

namespace MimLab.Runner.Commands;

/// <summary><c>mim models</c>: every named size and method, what it costs, and what has been published about it.</summary>
internal sealed class ModelsCommand : Command
{
    private readonly Option<string?> method = new("--method") { Description = "Only this method: simmim, mae, mff, beit or mixmim.", HelpName = "NAME" };
    private readonly Option<bool> json = SharedOptions.Json();

    public ModelsCommand(Terminal terminal)
        : base("models", "List the named models: parameters and operations per image, beside published figures.")
    {
        method.AcceptOnlyFromAmong([.. NamedModels.All.Select(model => model.Method).Distinct()]);
        Add(method);
        Add(json);
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var models = NamedModels.All.Where(model => parsed.GetValue(method) is not { } only || model.Method == only);
        if (parsed.GetValue(json)) terminal.Json(models.Select(Facts));
        else
        {
            terminal.Out.Write(Table(models));
            terminal.Line("Operations of one image, forward: a multiplication with its addition counts as two (GFLOP) in the columns, and as one (G) where papers do so.");
            terminal.Line("Parameters are learned numbers; fixed positions are not. Classifiers have 1,000 classes.");
        }
        return ExitCode.Fine;
    }

    private static object Facts(NamedModel model) => new
    {
        model.Method,
        model.Size,
        model.PatchSize,
        Pretraining = new { model.Pretraining.ImageSize, Parameters = (long)Math.Round(model.PretrainingParameters * 1e6), ForwardGflop = model.PretrainingForward },
        Classifier = new { model.FineTuning.ImageSize, Parameters = (long)Math.Round(model.ClassifierParameters * 1e6), ForwardGflop = model.ClassifierForward },
        Published = model.Published.Select(figure => new { figure.Quantity, figure.Value, figure.Unit, Ours = model.Count(figure), figure.Tolerance, figure.Source }),
    };

    private static Table Table(IEnumerable<NamedModel> models)
    {
        var table = new Table().Border(TableBorder.Minimal);
        table.AddColumns("method", "size");
        foreach (var number in (string[])["patch", "pre-training px", "M parameters", "GFLOP", "classifier px", "M parameters", "GFLOP"]) table.AddColumn(number, column => column.RightAligned());
        table.AddColumn("published (ours)");
        foreach (var model in models)
            table.AddRow([.. ((string[])
            [
                model.Method, model.Size, Text($"{model.PatchSize}"),
                Text($"{model.Pretraining.ImageSize}"), Text($"{model.PretrainingParameters:0.0}"), Text($"{model.PretrainingForward:0.0}"),
                Text($"{model.FineTuning.ImageSize}"), Text($"{model.ClassifierParameters:0.0}"), Text($"{model.ClassifierForward:0.0}"),
                string.Join("; ", model.Published.Select(figure => Text($"{figure.Quantity} {figure.Value:0.##} {figure.Unit} ({model.Count(figure):0.##})"))),
            ]).Select(cell => new Text(cell))]);
        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
