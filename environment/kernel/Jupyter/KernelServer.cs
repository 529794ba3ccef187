using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MimLab.Kernel.Isolation;
using MimLab.Kernel.Wire;

namespace MimLab.Kernel.Jupyter;

/// <summary>
/// The kernel as a front end sees it. Requests on the shell channel are taken one after the other on the main thread; interrupt,
/// shutdown and everything on the control channel are answered at once, on the sockets' thread.
/// </summary>
internal sealed class KernelServer : ICellOutput, IDisposable
{
    private const int LastSecondsMilliseconds = 3000;

    private readonly BlockingCollection<(Request Request, long Number)> _shell = [];
    private readonly Channels _channels;
    private readonly Broadcast _broadcast;
    private readonly CellProcess _cells;
    private readonly History _history = new();
    private readonly CellRunner _runner;
    private readonly Questions _questions;
    private long _received;
    private long _abortUpTo;
    private long _interruptedUpTo;
    private volatile bool _ending;
    private volatile string? _ended;
    private bool _endReported;

    private KernelServer(ConnectionFile connection)
    {
        _channels = new Channels(connection, Receive, Log.Write);
        _broadcast = new Broadcast(_channels);
        _cells = new CellProcess(this);
        _runner = new CellRunner(_cells, _broadcast, _history);
        _questions = new Questions(_channels, _cells);
    }

    /// <summary>
    /// Serves the front ends that <paramref name="connectionFile"/> describes until they, or the kernel's parent, are done.
    /// </summary>
    public static int Run(string connectionFile)
    {
        using var server = new KernelServer(ConnectionFile.Load(connectionFile));
        using var watch = new ParentWatch(server.End);
        using var interrupt = Handle(PosixSignal.SIGINT, server.Interrupt);
        using var terminate = Handle(PosixSignal.SIGTERM, server.End);
        using var hangUp = Handle(PosixSignal.SIGHUP, server.End);
        server.Serve();
        return server._ended is null ? ExitCode.Success : ExitCode.Failure;
    }

    public void Dispose()
    {
        _cells.Dispose();
        _channels.Dispose();
        _shell.Dispose();
    }

    void ICellOutput.Stream(string name, string text) => _broadcast.Stream(name, text);

    void ICellOutput.Display(JsonElement bundle, string? displayId, bool update) => _broadcast.Display(bundle, displayId, update);

    void ICellOutput.Clear(bool wait) => _broadcast.Clear(wait);

    void ICellOutput.Ask(string prompt, bool password) => _questions.Ask(prompt, password);

    void ICellOutput.Ended(string how)
    {
        _ended = how;
        End();
    }

    private static PosixSignalRegistration Handle(PosixSignal signal, Action action) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        action();
    });

    private void Serve()
    {
        _channels.Start();
        _broadcast.Starting();
        foreach ((Request request, long number) in _shell.GetConsumingEnumerable())
        {
            _broadcast.Begin(request);
            try
            {
                AnswerShell(request, number);
            }
            catch (Exception failure) when (failure is not CellsEnded)
            {
                // A fault of this kernel; the front end gets an answer all the same.
                Log.Write(failure.ToString());
                Reply(request, Fault(failure.GetType().Name, failure.Message));
            }
            catch (CellsEnded ended)
            {
                Reply(request, ReportEnd(request, ended));
            }
            _broadcast.End(request);
        }
        if (_ended is { } how && !_endReported) _broadcast.Stream("stderr", $"{how} {EndOfKernel}\n");
    }

    private const string EndOfKernel = "The kernel ends with it, and its variables are lost; restart the kernel to go on.";

    private void AnswerShell(Request request, long number)
    {
        switch (request.Type)
        {
            case "execute_request" when number <= _abortUpTo || _ending:
                Reply(request, new JsonObject { ["status"] = "aborted", ["execution_count"] = _runner.Count });
                break;
            case "execute_request":
                _questions.Begin(request);
                JsonObject reply = _runner.Run(request, () => number <= Interlocked.Read(ref _interruptedUpTo));
                // Before the reply: a cell that is sent because of it does not wait for anything.
                if ((string?)reply["status"] == "error" && request.Flag("stop_on_error", true)) AbortWaiting();
                Reply(request, reply);
                break;
            case "complete_request":
                Reply(request, CodeQuestions.Complete(request, _cells));
                break;
            case "inspect_request":
                Reply(request, CodeQuestions.Inspect(request, _cells));
                break;
            case "is_complete_request":
                Reply(request, CodeQuestions.IsComplete(request, _cells));
                break;
            default:
                AnswerAnywhere(request);
                break;
        }
    }

    // What needs no cells, on the shell or the control channel.
    private void AnswerAnywhere(Request request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                Reply(request, KernelInfo.Reply());
                break;
            case "history_request" when request.Channel == Channel.Shell:
                Reply(request, _history.Reply(request));
                break;
            case "comm_info_request":
                Reply(request, new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
                break;
            case "comm_open":
                _broadcast.CloseComm(request);
                break;
            case "comm_msg" or "comm_close":
                break;
            default:
                Log.Write($"does not know {request.Type}");
                break;
        }
    }

    // On the sockets' thread: nothing here may wait.
    private void Receive(Request request)
    {
        switch (request.Type)
        {
            case "input_reply" when request.Channel == Channel.Stdin:
                _questions.Answer(request.Text("value"));
                break;
            case "interrupt_request" when request.Channel != Channel.Stdin:
                _broadcast.Aside(request, () =>
                {
                    Interrupt();
                    Reply(request, new JsonObject { ["status"] = "ok" });
                });
                break;
            case "shutdown_request" when request.Channel != Channel.Stdin:
                _broadcast.Aside(request, () => Reply(request, new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", false) }));
                End();
                break;
            default:
                if (request.Channel == Channel.Control) _broadcast.Aside(request, () => AnswerAnywhere(request));
                else if (request.Channel == Channel.Shell && !_ending) Enqueue(request);
                break;
        }
    }

    // Stops the running cell and, like a failure would, those that wait behind it.
    private void Interrupt()
    {
        Interlocked.Exchange(ref _interruptedUpTo, Interlocked.Read(ref _received));
        _cells.Interrupt();
    }

    private void Enqueue(Request request)
    {
        try
        {
            _shell.Add((request, Interlocked.Increment(ref _received)));
        }
        catch (InvalidOperationException)
        {
            // The end came in between.
        }
    }

    private void Reply(Request request, JsonObject content)
    {
        string type = request.Type.Replace("_request", "_reply", StringComparison.Ordinal);
        _channels.Send(Answer.Of(request.Channel, request.Identities, type, request.Header, content));
    }

    // "Run all" has sent every cell by now: after a failure those that wait are not run.
    private void AbortWaiting()
    {
        _channels.Settle();
        _abortUpTo = Interlocked.Read(ref _received);
    }

    private JsonObject ReportEnd(Request request, CellsEnded ended)
    {
        // Asked to shut down: the front end knows.
        if (_ended is null && _ending) return new JsonObject { ["status"] = "aborted", ["execution_count"] = _runner.Count };
        JsonObject error = Fault("KernelEnded", ended.Message, $"{ended.Message} {EndOfKernel}");
        if (request.Type == "execute_request" && !_endReported) _broadcast.Error(request, error);
        _endReported = true;
        return CellRunner.Failure(error, _runner.Count);
    }

    private static JsonObject Fault(string name, string message, string? line = null) => new()
    {
        ["status"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray($"{name}: {line ?? message}"),
    };

    private void End()
    {
        _ending = true;
        _shell.CompleteAdding();
        // Ends the cell that the main thread may be waiting for, and the kernel even if that thread never comes back.
        new Thread(() =>
        {
            _cells.Dispose();
            Thread.Sleep(LastSecondsMilliseconds);
            ProcessControl.EndNow(ExitCode.Failure);
        }) { Name = "end", IsBackground = true }.Start();
    }
}
