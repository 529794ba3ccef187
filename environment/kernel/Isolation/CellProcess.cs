using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MimLab.Kernel.Isolation;

/// <summary>The kernel's side of the process that runs the cells (<see cref="CellHost"/>).</summary>
internal sealed class CellProcess : IDisposable
{
    private const int GraceMilliseconds = 1000;

    private readonly ICellOutput _output;
    private readonly AnonymousPipeServerStream _commands = new(PipeDirection.Out, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream _answers = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly MessagePipe _pipe;
    private readonly OutputBatch _batch;
    private readonly NativeOutput _nativeOutput;
    private readonly NativeOutput _nativeErrors;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _waiting = [];
    private readonly Process _process;
    private long _requests;
    private string? _ended;
    private volatile bool _quitting;

    /// <summary>Starts the process. It dies with the calling thread, which therefore must be the kernel's main one.</summary>
    public CellProcess(ICellOutput output)
    {
        _output = output;
        _pipe = new MessagePipe(_answers, _commands);
        _batch = new OutputBatch(output.Stream);
        _nativeOutput = new NativeOutput("stdout", _batch);
        _nativeErrors = new NativeOutput("stderr", _batch);
        _process = Process.Start(Command()) ?? throw new KernelError("The process that runs the cells did not start.");
        _commands.DisposeLocalCopyOfClientHandle();
        _answers.DisposeLocalCopyOfClientHandle();
        _nativeOutput.Begin();
        _nativeErrors.Begin();
        new Thread(Listen) { Name = "answers", IsBackground = true }.Start();
        new Thread(WaitForEnd) { Name = "end of cells", IsBackground = true }.Start();
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>
    /// Runs a cell and waits for its outcome: a bundle, an error (ename, evalue, traceback), or an empty object.
    /// </summary>
    /// <param name="code">The cell.</param>
    /// <param name="count">Its number.</param>
    /// <param name="interrupted">Whether the cell was to stop already before it could be handed over.</param>
    /// <exception cref="CellsEnded">The cell took its process with it.</exception>
    public JsonElement Execute(string code, int count, Func<bool> interrupted) =>
        Ask(new JsonObject { ["kind"] = "execute", ["code"] = code, ["count"] = count }, interrupted);

    /// <summary>Completion at <paramref name="cursor"/> (UTF-16 units): items, start, end.</summary>
    public JsonElement Complete(string code, int cursor) => Ask(new JsonObject { ["kind"] = "complete", ["code"] = code, ["cursor"] = cursor });

    /// <summary>What is known about a name: a bundle, or an empty object.</summary>
    public JsonElement Inspect(string code, int cursor, int detail) =>
        Ask(new JsonObject { ["kind"] = "inspect", ["code"] = code, ["cursor"] = cursor, ["detail"] = detail });

    /// <summary>Whether code can run: status, indent.</summary>
    public JsonElement IsComplete(string code) => Ask(new JsonObject { ["kind"] = "isComplete", ["code"] = code });

    /// <summary>Stops the running cell, if any.</summary>
    public void Interrupt() => _pipe.TryWrite(new JsonObject { ["kind"] = "interrupt" });

    /// <summary>Answers the question that a cell asks; null when nobody can.</summary>
    public void AnswerQuestion(string? line) => _pipe.TryWrite(new JsonObject { ["kind"] = "answer", ["text"] = line });

    /// <summary>Ends the process, whatever it is doing.</summary>
    public void Dispose()
    {
        _quitting = true;
        _pipe.TryWrite(new JsonObject { ["kind"] = "quit" });
        if (!_process.WaitForExit(GraceMilliseconds))
        {
            _process.Kill();
            _process.WaitForExit(GraceMilliseconds);
        }
        _batch.Dispose();
    }

    private ProcessStartInfo Command()
    {
        string program = Environment.ProcessPath!;
        var command = new ProcessStartInfo(program) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            command.ArgumentList.Add("exec");
            command.ArgumentList.Add(typeof(CellProcess).Assembly.Location);
        }
        command.ArgumentList.Add("cells");
        command.ArgumentList.Add(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        command.ArgumentList.Add(_commands.GetClientHandleAsString());
        command.ArgumentList.Add(_answers.GetClientHandleAsString());
        command.ArgumentList.Add(_nativeOutput.Descriptor);
        command.ArgumentList.Add(_nativeErrors.Descriptor);
        return command;
    }

    private JsonElement Ask(JsonObject request, Func<bool>? interrupted = null)
    {
        long id = Interlocked.Increment(ref _requests);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        request["id"] = id;
        _pipe.TryWrite(request);
        // The interruption may have gone ahead of its cell.
        if (interrupted?.Invoke() == true) Interrupt();
        // Ended between the two lines above: WaitForEnd may have looked before the request was noted.
        if (Volatile.Read(ref _ended) is { } how) answer.TrySetException(new CellsEnded(how));
        return answer.Task.GetAwaiter().GetResult();
    }

    private void Listen()
    {
        while (_pipe.Read() is { } message)
        {
            string kind = message.GetProperty("kind").GetString()!;
            if (kind == "done")
            {
                _nativeOutput.Drain();
                _nativeErrors.Drain();
                _batch.Flush();
                if (_waiting.TryRemove(message.GetProperty("id").GetInt64(), out TaskCompletionSource<JsonElement>? answer)) answer.SetResult(message);
            }
            else if (kind == "stream")
            {
                _batch.Add(message.GetProperty("name").GetString()!, message.GetProperty("text").GetString()!);
            }
            else
            {
                _batch.Flush(() => Pass(kind, message));
            }
        }
    }

    private void Pass(string kind, JsonElement message)
    {
        switch (kind)
        {
            case "display":
                string? id = message.TryGetProperty("displayId", out JsonElement given) ? given.GetString() : null;
                _output.Display(message, id, message.GetProperty("update").GetBoolean());
                break;
            case "clear":
                _output.Clear(message.GetProperty("wait").GetBoolean());
                break;
            case "ask":
                _output.Ask(message.GetProperty("prompt").GetString()!, message.GetProperty("password").GetBoolean());
                break;
        }
    }

    private void WaitForEnd()
    {
        _process.WaitForExit();
        _nativeOutput.Drain();
        _nativeErrors.Drain();
        _batch.Flush();
        string how = _quitting ? "The kernel is shutting down." : EndOfProcess.Describe(_process.ExitCode);
        Volatile.Write(ref _ended, how);
        foreach (long id in _waiting.Keys)
        {
            if (_waiting.TryRemove(id, out TaskCompletionSource<JsonElement>? answer)) answer.TrySetException(new CellsEnded(how));
        }
        if (!_quitting) _output.Ended(how);
    }
}
