using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MimLab.Kernel.Wire;

namespace MimLab.Kernel.Jupyter;

/// <summary>
/// What every front end hears: the kernel's state and the cells' output (the iopub channel). Safe from any thread.
/// </summary>
internal sealed class Broadcast(Channels channels)
{
    private readonly Lock _state = new();
    private Request? _running;
    private volatile byte[]? _outputParent;

    /// <summary>Whether output is thrown away: while expressions are computed beside a cell.</summary>
    public volatile bool Muted;

    /// <summary>Says that the kernel has come up.</summary>
    public void Starting() => Say("status", null, State("starting"));

    /// <summary>The kernel turns to <paramref name="request"/>, which the shell's queue brought.</summary>
    public void Begin(Request request)
    {
        lock (_state)
        {
            _running = request;
            Say("status", request.Header, State("busy"));
        }
        if (request.Type == "execute_request") _outputParent = request.Header;
    }

    /// <summary>The kernel is done with <paramref name="request"/>.</summary>
    public void End(Request request)
    {
        lock (_state)
        {
            _running = null;
            Say("status", request.Header, State("idle"));
        }
    }

    /// <summary>Does something for a request that does not wait for the running cell.</summary>
    public void Aside(Request request, Action action)
    {
        Say("status", request.Header, State("busy"));
        action();
        lock (_state)
        {
            Say("status", request.Header, State("idle"));
            // Front ends show the last state they heard, and the cell still runs.
            if (_running is { } running) Say("status", running.Header, State("busy"));
        }
    }

    /// <summary>The code about to run, as every front end shows it.</summary>
    public void Input(Request request, string code, int count) =>
        Say("execute_input", request.Header, new JsonObject { ["code"] = Json.WellFormed(code), ["execution_count"] = count });

    /// <summary>The value of a cell.</summary>
    public void Result(Request request, JsonElement bundle, int count)
    {
        JsonObject content = Bundle(bundle);
        content["execution_count"] = count;
        Say("execute_result", request.Header, content);
    }

    /// <summary>Why a cell failed: ename, evalue and traceback.</summary>
    public void Error(Request request, JsonObject error) => Say("error", request.Header, (JsonObject)error.DeepClone());

    /// <summary>Refuses a widget's channel: this kernel has none.</summary>
    public void CloseComm(Request request) =>
        Say("comm_close", request.Header, new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });

    /// <summary>Text that a cell writes.</summary>
    public void Stream(string name, string text) => Output("stream", new JsonObject { ["name"] = name, ["text"] = Json.WellFormed(text) });

    /// <summary>A value that a cell shows or shows anew.</summary>
    public void Display(JsonElement bundle, string? displayId, bool update)
    {
        JsonObject content = Bundle(bundle);
        content["transient"] = displayId is null ? [] : new JsonObject { ["display_id"] = displayId };
        Output(update ? "update_display_data" : "display_data", content);
    }

    /// <summary>Removes a cell's output.</summary>
    public void Clear(bool wait) => Output("clear_output", new JsonObject { ["wait"] = wait });

    private void Output(string type, JsonObject content)
    {
        if (!Muted) channels.SendOutput(Make(type, _outputParent, content));
    }

    private void Say(string type, byte[]? parent, JsonObject content) => channels.Send(Make(type, parent, content));

    private static Answer Make(string type, byte[]? parent, JsonObject content) =>
        Answer.Of(Channel.IOPub, [Encoding.UTF8.GetBytes(type)], type, parent, content);

    private static JsonObject State(string state) => new() { ["execution_state"] = state };

    private static JsonObject Bundle(JsonElement bundle) => new()
    {
        ["data"] = JsonObject.Create(bundle.GetProperty("data")),
        ["metadata"] = JsonObject.Create(bundle.GetProperty("metadata")),
    };
}
