using System.Text.Json.Nodes;
using MimLab.Kernel.Wire;

namespace MimLab.Kernel.Isolation;

/// <summary>
/// The front end as the cells' process sees it: everything goes over the pipe to the kernel, which knows the sockets.
/// </summary>
internal sealed class PipeFrontEnd : IFrontEnd, IDisposable
{
    private readonly MessagePipe _pipe;
    private readonly OutputBatch _batch;
    private readonly Lock _asking = new();
    private TaskCompletionSource<string?>? _question;

    public PipeFrontEnd(MessagePipe pipe)
    {
        _pipe = pipe;
        _batch = new OutputBatch((name, text) => Write(new JsonObject { ["kind"] = "stream", ["name"] = name, ["text"] = Json.WellFormed(text) }));
    }

    public void Stream(string name, string text) => _batch.Add(name, text);

    public void Display(MimeBundle bundle, string? displayId = null, bool update = false)
    {
        JsonObject message = Describe(bundle);
        message["kind"] = "display";
        message["update"] = update;
        if (displayId is not null) message["displayId"] = Json.WellFormed(displayId);
        Say(message);
    }

    public void ClearOutput(bool wait) => Say(new JsonObject { ["kind"] = "clear", ["wait"] = wait });

    /// <exception cref="OperationCanceledException">The cell was interrupted while it asked.</exception>
    public string? ReadLine(string prompt, bool password)
    {
        lock (_asking)
        {
            var question = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _question, question);
            Say(new JsonObject { ["kind"] = "ask", ["prompt"] = Json.WellFormed(prompt), ["password"] = password });
            return question.Task.GetAwaiter().GetResult();
        }
    }

    /// <summary>The answer to the question being asked, if any.</summary>
    public void Answer(string? line) => Volatile.Read(ref _question)?.TrySetResult(line);

    /// <summary>Ends the question being asked, if any.</summary>
    public void CancelQuestion() => Volatile.Read(ref _question)?.TrySetCanceled();

    /// <summary>Sends <paramref name="message"/> after everything written so far.</summary>
    public void Say(JsonObject message) => _batch.Flush(() => Write(message));

    /// <summary>A bundle's data and metadata as JSON.</summary>
    public static JsonObject Describe(MimeBundle bundle) =>
        new() { ["data"] = Describe(bundle.Data), ["metadata"] = bundle.Metadata is null ? [] : Describe(bundle.Metadata) };

    public void Dispose() => _batch.Dispose();

    private static JsonObject Describe(IReadOnlyDictionary<string, object> values)
    {
        var described = new JsonObject();
        foreach ((string type, object value) in values)
        {
            // A node that has a parent already belongs to the cell's own object and is copied.
            described[type] = value switch
            {
                JsonNode node => node.Parent is null ? node : node.DeepClone(),
                bool flag => flag,
                int number => number,
                double number => number,
                _ => Json.WellFormed(value.ToString() ?? ""),
            };
        }
        return described;
    }

    // Without a kernel there is nobody to tell, and the process is about to end.
    private void Write(JsonObject message) => _ = _pipe.TryWrite(message);
}
