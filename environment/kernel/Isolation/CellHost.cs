using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MimLab.Kernel.Wire;

namespace MimLab.Kernel.Isolation;

/// <summary>
/// The process that runs the cells: the session, and nothing of the protocol. When it crashes, the kernel is still there to say
/// so; when the kernel goes, it goes too.
/// </summary>
internal sealed class CellHost : IDisposable
{
    private const int MostAttempts = 20;
    private const int AttemptMilliseconds = 25;

    private static readonly CellError s_interruptedBefore = new(
        "KeyboardInterrupt", "The cell was interrupted before it began.", ["KeyboardInterrupt: The cell was interrupted before it began."]);

    private readonly MessagePipe _pipe;
    private readonly PipeFrontEnd _frontEnd;
    private readonly BlockingCollection<JsonElement> _requests = [];
    private volatile NotebookSession? _session;
    private long _received;
    private long _interruptedUpTo;
    private long _running;

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
            long id = request.GetProperty("id").GetInt64();
            Volatile.Write(ref _running, id);
            try
            {
                answer = id <= Interlocked.Read(ref _interruptedUpTo) ? Describe(s_interruptedBefore) : Answer(_session, request);
            }
            catch (Exception failure)
            {
                // A fault of the kernel, not of the cell: it must not take the variables with it.
                answer = Describe(new CellError(failure.GetType().Name, failure.Message, failure.ToString().Split('\n')));
            }
            Volatile.Write(ref _running, 0);
            ProcessControl.FlushNativeOutput();
            answer["kind"] = "done";
            answer["id"] = id;
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
                    Interrupt();
                    break;
                case "answer":
                    _frontEnd.Answer(command.GetProperty("text").GetString());
                    break;
                case "quit":
                    ProcessControl.EndNow(ExitCode.Success);
                    break;
                default:
                    _received = command.GetProperty("id").GetInt64();
                    _requests.Add(command);
                    break;
            }
        }
        // The kernel is gone.
        ProcessControl.EndNow(ExitCode.Failure);
    }

    // A cell that has not begun (the session may still be coming up) is not begun any more. One that is just beginning might not
    // be there to be stopped yet, so the session is told until the cell is over.
    private void Interrupt()
    {
        Interlocked.Exchange(ref _interruptedUpTo, _received);
        _session?.Interrupt();
        long running = Volatile.Read(ref _running);
        if (running != 0) _ = Task.Run(() => Insist(running));
    }

    private async Task Insist(long running)
    {
        for (int attempt = 0; attempt < MostAttempts && Volatile.Read(ref _running) == running; attempt++)
        {
            _session?.Interrupt();
            await Task.Delay(AttemptMilliseconds);
        }
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
