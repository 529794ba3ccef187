using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MimLab.Kernel.Display;
using MimLab.Kernel.Language;

namespace MimLab.Kernel.Magics;

/// <summary>The magics of a C# notebook.</summary>
internal sealed class MagicCommands
{
    // Languages and commands of .NET Interactive that a C# kernel has nothing behind.
    private static readonly string[] s_elsewhere =
        ["fsharp", "f#", "pwsh", "powershell", "sql", "kql", "mermaid", "http", "value", "share", "set", "connect", "python", "r-lang"];

    private readonly CellScript _script;
    private readonly ReferenceMagic _references;
    private readonly ImportMagic _import;
    private readonly SortedDictionary<string, (string Use, Func<CellRun, CellSegment, MimeBundle?> Run)> _commands;

    public MagicCommands(CellScript script)
    {
        _script = script;
        _references = new ReferenceMagic(script);
        _import = new ImportMagic(script);
        _commands = new(StringComparer.Ordinal)
        {
            ["about"] = ("#!about                        what this kernel is", (_, _) => Show(About())),
            ["csharp"] = ("#!csharp                       what follows is C# (after #!markdown, say)", (_, _) => null),
            ["html"] = ("#!html                         shows what follows as HTML", (_, segment) => Show(new HtmlString(segment.Text))),
            ["i"] = ("#i \"nuget: SOURCE\"             one more source of packages", (_, segment) => _references.AddSource(segment.Arguments)),
            ["import"] = ("#!import FILE                  runs the C# of a .cs, .csx, .ipynb or .dib file", _import.Run),
            ["javascript"] = ("#!javascript                   runs what follows in the browser", (_, segment) => Show(new ScriptContent(segment.Text))),
            ["load"] = ("#load \"FILE\"                   as #!import", _import.Run),
            ["lsmagic"] = ("#!lsmagic                      this list", (_, _) => Show(List())),
            ["markdown"] = ("#!markdown                     shows what follows as Markdown", (_, segment) => Markdown(segment.Text)),
            ["r"] = ("#r \"FILE.dll\", #r \"nuget: ID, VERSION\"  refers to a library or a package", _references.Run),
            ["time"] = ("#!time                         says how long the rest of the cell took", (run, _) => StartClock(run)),
            ["who"] = ("#!who                          the variables' names", (_, _) => Show(Names())),
            ["whos"] = ("#!whos                         the variables with types and values", (_, _) => ShowVariables()),
        };
        _commands["js"] = _commands["javascript"];
    }

    /// <summary>The names of all magics, as they are typed.</summary>
    public IEnumerable<string> Typed => _commands.Keys.Select(static name => name is "r" or "i" or "load" ? "#" + name : "#!" + name);

    /// <summary>What a magic does, in a line; null when there is none of this name.</summary>
    public string? Use(string name) => _commands.TryGetValue(name, out var command) ? command.Use : null;

    /// <exception cref="MagicException">There is no such magic, or it cannot do what it was asked to.</exception>
    public MimeBundle? Run(CellRun run, CellSegment segment)
    {
        string name = segment.Magic!;
        if (_commands.TryGetValue(name, out var command)) return command.Run(run, segment);
        if (s_elsewhere.Contains(name))
            throw new MagicException($"#!{name} belongs to notebooks in several languages; this kernel runs C# alone.");
        throw new MagicException($"There is no magic #!{name}. The nearest is {Nearest(name)}; #!lsmagic lists them all.");
    }

    private string Nearest(string name) => Typed.MinBy(typed => Distance(typed.TrimStart('#', '!'), name))!;

    // Edits from one word to the other (Levenshtein).
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1));
            }
        }
        return row[^1];
    }

    private MimeBundle? Show(object value)
    {
        MimeBundle bundle = ValueFormatter.Format(value);
        _script.Session.Publish(frontEnd => frontEnd.Display(bundle));
        return null;
    }

    private MimeBundle? Markdown(string text)
    {
        var bundle = new MimeBundle(new Dictionary<string, object> { ["text/markdown"] = text, ["text/plain"] = text });
        _script.Session.Publish(frontEnd => frontEnd.Display(bundle));
        return null;
    }

    private MimeBundle? StartClock(CellRun run)
    {
        var watch = Stopwatch.StartNew();
        run.Finishing += () =>
        {
            string time = watch.Elapsed.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);
            Show($"Wall time: {time}ms");
        };
        return null;
    }

    private string Names() => string.Join(" ", _script.Chain.State.Variables().Select(static variable => variable.Name));

    private MimeBundle? ShowVariables()
    {
        var variables = _script.Chain.State.Variables();
        IEnumerable<string[]> rows = variables.Select(static one => new[] { one.Name, StackReport.Name(one.Type), PlainText.Short(one.Value) });
        MimeBundle bundle = TextTable.Bundle(["Variable", "Type", "Value"], [.. rows]);
        _script.Session.Publish(frontEnd => frontEnd.Display(bundle));
        return null;
    }

    private string List() => string.Join('\n', _commands.Where(static one => one.Key != "js").Select(static one => one.Value.Use));

    private static string About() =>
        $"MimLab's C# kernel\nC# 14 on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}";
}
