using System.Text.Json;
using System.Text.Json.Nodes;
using MimLab.Kernel.Isolation;
using MimLab.Kernel.Wire;

namespace MimLab.Kernel.Jupyter;

/// <summary>Runs what <c>execute_request</c> asks for and makes its reply.</summary>
internal sealed class CellRunner(CellProcess cells, Broadcast broadcast, History history)
{
    private int _count;

    /// <summary>The last cell's number.</summary>
    public int Count => _count;

    /// <param name="request">What to run.</param>
    /// <param name="interrupted">Whether the request was interrupted already.</param>
    public JsonObject Run(Request request, Func<bool> interrupted)
    {
        string code = request.Text("code");
        bool silent = request.Flag("silent", false);
        if (!silent && request.Flag("store_history", true))
        {
            _count++;
            history.Add(_count, code);
        }
        if (!silent) broadcast.Input(request, code, _count);
        JsonElement outcome = cells.Execute(code, _count, interrupted);
        if (ErrorOf(outcome) is { } error)
        {
            broadcast.Error(request, error);
            return Failure(error, _count);
        }
        if (!silent && outcome.TryGetProperty("data", out _)) broadcast.Result(request, outcome, _count);
        return new JsonObject
        {
            ["status"] = "ok",
            ["execution_count"] = _count,
            ["payload"] = new JsonArray(),
            ["user_expressions"] = Expressions(request, interrupted),
        };
    }

    /// <summary>The reply of a cell that failed.</summary>
    public static JsonObject Failure(JsonObject error, int count)
    {
        var reply = (JsonObject)error.DeepClone();
        reply["status"] = "error";
        reply["execution_count"] = count;
        reply["payload"] = new JsonArray();
        reply["user_expressions"] = new JsonObject();
        return reply;
    }

    private JsonObject Expressions(Request request, Func<bool> interrupted)
    {
        var values = new JsonObject();
        if (!request.Content.TryGetProperty("user_expressions", out JsonElement expressions) || expressions.ValueKind != JsonValueKind.Object) return values;
        broadcast.Muted = true;
        try
        {
            foreach (JsonProperty expression in expressions.EnumerateObject())
            {
                if (expression.Value.ValueKind == JsonValueKind.String) values[expression.Name] = Value(expression.Value.GetString()!, interrupted);
            }
        }
        finally
        {
            broadcast.Muted = false;
        }
        return values;
    }

    private JsonObject Value(string expression, Func<bool> interrupted)
    {
        JsonElement outcome = cells.Execute(expression, _count, interrupted);
        JsonObject value = ErrorOf(outcome) ?? new JsonObject
        {
            ["data"] = outcome.TryGetProperty("data", out JsonElement data) ? JsonObject.Create(data) : [],
            ["metadata"] = outcome.TryGetProperty("metadata", out JsonElement metadata) ? JsonObject.Create(metadata) : [],
        };
        value["status"] = value.ContainsKey("ename") ? "error" : "ok";
        return value;
    }

    private static JsonObject? ErrorOf(JsonElement outcome) => !outcome.TryGetProperty("ename", out JsonElement name) ? null : new JsonObject
    {
        ["ename"] = name.GetString(),
        ["evalue"] = outcome.GetProperty("evalue").GetString(),
        ["traceback"] = JsonArray.Create(outcome.GetProperty("traceback")),
    };
}
