using System.CommandLine;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary>
/// Verbs that <c>environment/mim</c> does itself, because they must work before anything is built. Listed here for the help.
/// </summary>
internal static class LauncherCommands
{
    public static Command Setup(Terminal terminal) => Make(terminal, "setup", "Install what is missing on this machine and build (done by environment/mim).");

    public static Command Test(Terminal terminal) => Make(terminal, "test", "Set up what is missing and run every test (done by environment/mim).");

    public static Command Notebook(Terminal terminal) =>
        Make(terminal, "notebook", "Run notebooks, or register the C# kernel with Jupyter and VS Code (done by environment/mim).");

    public static Command Bundle(Terminal terminal) => Make(terminal, "bundle", "Make one archive that runs on a machine without network and .NET (done by environment/mim).");

    public static Command Clean(Terminal terminal) => Make(terminal, "clean", "Remove what set-up built; runs/ and data/ stay (done by environment/mim).");

    private static Command Make(Terminal terminal, string name, string description)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(_ =>
        {
            terminal.Problem($"'{name}' belongs to the launcher: run environment/mim {name}.");
            return ExitCode.Usage;
        });
        return command;
    }
}
