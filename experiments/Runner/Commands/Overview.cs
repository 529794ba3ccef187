using System.CommandLine;
using System.CommandLine.Invocation;
using MimLab.Runner.Display;
using Spectre.Console;

namespace MimLab.Runner.Commands;

/// <summary>
/// <c>mim --help</c>: the verbs in groups, in the order one needs them. Help of a single verb stays the parser's own.
/// </summary>
internal sealed class Overview(Terminal terminal, SynchronousCommandLineAction ofVerbs) : SynchronousCommandLineAction
{
    private static readonly (string Title, string[] Verbs)[] Groups =
    [
        ("Ablations", ["reproduce", "table"]),
        ("Training and evaluation", ["pretrain", "finetune", "probe", "tokenizer", "clusters", "components"]),
        ("Looking and checking", ["masks", "models", "weights", "parity", "bench", "doctor"]),
        ("Data and set-up", ["data", "notebook", "setup", "test", "bundle", "clean"]),
    ];

    /// <summary>Whoever asks for help may leave out what is required.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is not RootCommand root) return ofVerbs.Invoke(parseResult);
        Print(root, terminal.Out);
        return ExitCode.Fine;
    }

    /// <summary>Writes the overview. A verb that no group names comes last, so that none is ever left out.</summary>
    public static void Print(RootCommand root, IAnsiConsole console)
    {
        var named = Groups.SelectMany(g => g.Verbs).ToHashSet();
        var others = root.Subcommands.Select(c => c.Name).Where(name => !named.Contains(name)).ToArray();
        console.WriteLine(root.Description ?? "");
        console.WriteLine();
        console.WriteLine("Usage: mim COMMAND [options]");
        foreach (var (title, verbs) in Groups.Append(("Other", others)).Where(g => g.Item2.Length > 0))
        {
            console.WriteLine();
            console.WriteLine(title + ":");
            var grid = new Grid().AddColumn(new GridColumn().NoWrap().Width(20).Padding(2, 0)).AddColumn(new GridColumn().Padding(0, 0));
            foreach (var verb in verbs.Select(name => root.Subcommands.Single(c => c.Name == name)))
                grid.AddRow(new Text(string.Join(' ', verb.Arguments.Select(Shown).Prepend(verb.Name))), new Text(verb.Description ?? ""));
            console.Write(grid);
        }
        console.WriteLine();
        console.WriteLine("'mim COMMAND --help' lists a command's options; 'mim --version' says what this is.");
        console.WriteLine("First steps: mim reproduce mask-patch-size --dry, then without --dry.");
    }

    private static string Shown(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[<{argument.Name}>]" : $"<{argument.Name}>";
}
