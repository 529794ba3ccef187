using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary>The <c>mim</c> command: its verbs, and what becomes of errors.</summary>
public static class CommandLine
{
    /// <summary>Parses and runs one command line.</summary>
    /// <returns>0 fine; 1 a user error or a failed check; 2 a wrong command line; 130 interrupted.</returns>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken stop, Workplace? workplace = null)
    {
        var place = new Lazy<Workplace>(() => workplace ?? Workplace.Find());
        var root = Root(terminal, place, stop);
        var parsed = root.Parse([.. arguments]);
        if (arguments.Count == 0)
        {
            Overview.Print(root, terminal.Error);
            return ExitCode.Usage;
        }
        if (parsed.Errors.Count > 0)
        {
            foreach (var sentence in UsageError.Sentences(parsed)) terminal.Problem(sentence);
            terminal.Aside($"See '{UsageError.Path(parsed.CommandResult)} --help'.");
            return ExitCode.Usage;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // signals are ours: a run checkpoints before it ends
                Output = terminal.Writer,
                Error = terminal.Writer,
            });
        }
        catch (UserError e)
        {
            terminal.Problem(e.Message);
            return ExitCode.Failed;
        }
        catch (Exception e) when (Surroundings.Blame(e) is not null)
        {
            terminal.Problem(Surroundings.Blame(e)!);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private static RootCommand Root(Terminal terminal, Lazy<Workplace> place, CancellationToken stop)
    {
        var root = new RootCommand("MimLab: masked image modeling in C#. Rerun an ablation, train, evaluate, look.")
        {
            new ReproduceCommand(terminal, place, stop),
            new TableCommand(terminal, place),
            new PretrainCommand(terminal, place, stop),
            TargetCommand.Tokenizer(terminal, place, stop),
            TargetCommand.Clusters(terminal, place, stop),
            TargetCommand.Components(terminal, place, stop),
            new FinetuneCommand(terminal, place, stop),
            new ProbeCommand(terminal, place, stop),
            new WeightsCommand(terminal, place),
            new MasksCommand(terminal),
            new ModelsCommand(terminal),
            new DataCommand(terminal, stop),
            new ParityCommand(terminal),
            new BenchCommand(terminal, place, stop),
            new DoctorCommand(terminal, place),
            LauncherCommands.Setup(terminal),
            LauncherCommands.Test(terminal),
            LauncherCommands.Notebook(terminal),
            LauncherCommands.Bundle(terminal),
            LauncherCommands.Clean(terminal),
        };
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(terminal);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new Overview(terminal, (SynchronousCommandLineAction)help.Action!);
        return root;
    }
}
