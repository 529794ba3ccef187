using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace MimLab.Runner.Display;

/// <summary>
/// Where a command writes: standard output and error, styled where a person reads and plain where a program or file does.
/// </summary>
public sealed class Terminal
{
    private const int WidthOfFiles = 4000; // nothing is wrapped that may be searched or parsed

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly TextWriter output;

    /// <summary>A terminal over two writers.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="interactive">Whether a person watches: colours and moving progress bars.</param>
    public Terminal(TextWriter output, TextWriter error, bool interactive)
    {
        this.output = output;
        Interactive = interactive;
        Out = Console(output, interactive);
        Error = Console(error, interactive);
    }

    /// <summary>Standard output.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Standard error.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>Standard output as it is, for text that must not be styled.</summary>
    public TextWriter Writer => output;

    /// <summary>Whether a person watches.</summary>
    public bool Interactive { get; }

    /// <summary>The process's own output and error.</summary>
    public static Terminal OfProcess()
    {
        var watched = !System.Console.IsOutputRedirected && !System.Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new Terminal(System.Console.Out, System.Console.Error, watched);
    }

    /// <summary>One line of plain text.</summary>
    public void Line(string text = "") => output.WriteLine(text);

    /// <summary>One line of plain text on standard error: what a reader of the output need not see.</summary>
    public void Aside(string text) => Error.WriteLine(text);

    /// <summary>What went wrong, in red on standard error.</summary>
    public void Problem(string sentence) => Error.Write(new Text(sentence + Environment.NewLine, new Style(Color.Red)));

    /// <summary>A value as indented JSON on standard output.</summary>
    public void Json(object value) => output.WriteLine(JsonSerializer.Serialize(value, JsonOptions));

    private static IAnsiConsole Console(TextWriter writer, bool interactive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!interactive) console.Profile.Width = WidthOfFiles;
        return console;
    }
}
