using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MimLab.Kernel.Wire;

namespace MimLab.Kernel.Isolation;

/// <summary>
/// The process that runs the cells: the session, and nothing of the protocol. When it crashes, the kernel is still there to say so;
/// when the kernel goes, it goes too.
/// </summary>
internal sealed class CellHost : IDisposable
{
    private readonly MessagePipe _pipe;
    private readonly PipeFrontEnd _frontEnd;
    private readonly BlockingCollection<JsonElement> _requests = [];
    private NotebookSession? _session;

    private CellHost(MessagePipe pipe)
    {
        _pipe = pipe;
        _frontEnd = new PipeFrontEnd(pipe);
    }

    /// <summary>Runs until the kernel says so or is gone. The arguments are <see cref="CellProcess"/>'s.</summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 5)
        {
            Console.Error.WriteLine("The kernel starts this program itself.");
            return ExitCode.Usage;
        }
        ProcessControl.DieWithParent();
        if (ProcessControl.Parent().ToString(CultureInfo.InvariantCulture) != arguments[0]) return ExitCode.Failure;
        // The kernel interrupts a cell in its own way; a terminal's Ctrl-C reaches both processes.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        int[] descriptors = [.. arguments.Skip(1).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        foreach (int descriptor in descriptors) ProcessControl.KeepFromChildren(descriptor);
        // Also what native code prints, and the runtime's last words in a crash, reach the notebook.
        ProcessControl.Redirect(descriptors[2], ProcessControl.StandardOutput);
        ProcessControl.Redirect(descriptors[3], ProcessControl.StandardError);
        var commands = new AnonymousPipeClientStream(PipeDirection.In, arguments[1]);
        var answers = new AnonymousPipeClientStream(PipeDirection.Out, arguments[2]);
        using var host = new CellHost(new MessagePipe(commands, answers));
        host.Work();
        return ExitCode.Success;
    }

    public void Dispose()
    {
        _session?.Dispose();
        _frontEnd.Dispose();
        _pipe.Dispose();
        _requests.Dispose();
    }

    private void Work()
    {
        new Thread(Listen) { Name = "commands", IsBackground = true }.Start();
        new Warmth().Raise();
        _session = new NotebookSession(Environment.CurrentDirectory, _frontEnd);
        foreach (JsonElement request in _requests.GetConsumingEnumerable())
        {
            JsonObject answer;
            try
            {
                answer = Answer(_session, request);
            }
            catch (Exception failure)
            {
                // A fault of the kernel, not of the cell: it must not take the variables with it.
                answer = Describe(new CellError(failure.GetType().Name, failure.Message, failure.ToString().Split('\n')));
            }
            ProcessControl.FlushNativeOutput();
            answer["kind"] = "done";
            answer["id"] = request.GetProperty("id").GetInt64();
            _frontEnd.Say(answer);
        }
    }

    private void Listen()
    {
        while (_pipe.Read() is { } command)
        {
            switch (command.GetProperty("kind").GetString())
            {
                case "interrupt":
                    _frontEnd.CancelQuestion();
                    _session?.Interrupt();
                    break;
                case "answer":
                    _frontEnd.Answer(command.GetProperty("text").GetString());
                    break;
                case "quit":
                    ProcessControl.EndNow(ExitCode.Success);
                    break;
                default:
                    _requests.Add(command);
                    break;
            }
        }
        // The kernel is gone.
        ProcessControl.EndNow(ExitCode.Failure);
    }

    private static JsonObject Answer(NotebookSession session, JsonElement request)
    {
        string code = request.GetProperty("code").GetString()!;
        int Number(string name) => request.GetProperty(name).GetInt32();
        switch (request.GetProperty("kind").GetString())
        {
            case "execute":
                CellOutcome outcome = session.Execute(code, Number("count"));
                if (outcome.Error is { } error) return Describe(error);
                return outcome.Result is { } result ? PipeFrontEnd.Describe(result) : [];
            case "complete":
                CompletionList list = session.Complete(code, Number("cursor"));
                return new JsonObject
                {
                    ["start"] = list.Start,
                    ["end"] = list.End,
                    ["items"] = new JsonArray([.. list.Items.Select(Describe)]),
                };
            case "inspect":
                return session.Inspect(code, Number("cursor"), Number("detail")) is { } inspection ? PipeFrontEnd.Describe(inspection.Bundle) : [];
            default:
                Completeness completeness = session.IsComplete(code, out string indent);
                return new JsonObject { ["status"] = completeness.ToString().ToLowerInvariant(), ["indent"] = indent };
        }
    }

    private static JsonNode Describe(CompletionItem item) => new JsonObject
    {
        ["text"] = Json.WellFormed(item.Text),
        ["type"] = item.Kind,
        ["signature"] = Json.WellFormed(item.Signature ?? ""),
    };

    private static JsonObject Describe(CellError error) => new()
    {
        ["ename"] = Json.WellFormed(error.Name),
        ["evalue"] = Json.WellFormed(error.Value),
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)Json.WellFormed(line))]),
    };
}
