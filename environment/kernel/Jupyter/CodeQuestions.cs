using System.Text.Json;
using System.Text.Json.Nodes;
using MimLab.Kernel.Isolation;
using MimLab.Kernel.Wire;

namespace MimLab.Kernel.Jupyter;

/// <summary>Answers questions about code that is being written: completion, inspection, whether it is complete.</summary>
internal static class CodeQuestions
{
    public static JsonObject Complete(Request request, CellProcess cells)
    {
        string code = request.Text("code");
        JsonElement list = cells.Complete(code, CodePoints.ToUnits(code, request.Number("cursor_pos", code.Length)));
        var matches = new JsonArray();
        var typed = new JsonArray();
        int start = list.TryGetProperty("start", out JsonElement from) ? CodePoints.FromUnits(code, from.GetInt32()) : 0;
        int end = list.TryGetProperty("end", out JsonElement to) ? CodePoints.FromUnits(code, to.GetInt32()) : 0;
        if (list.TryGetProperty("items", out JsonElement items))
        {
            foreach (JsonElement item in items.EnumerateArray())
            {
                matches.Add((JsonNode)item.GetProperty("text").GetString()!);
                JsonObject entry = JsonObject.Create(item)!;
                entry["start"] = start;
                entry["end"] = end;
                typed.Add((JsonNode)entry);
            }
        }
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = matches,
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            // What VS Code and JupyterLab read to show kinds and signatures beside the proposals.
            ["metadata"] = new JsonObject { ["_jupyter_types_experimental"] = typed },
        };
    }

    public static JsonObject Inspect(Request request, CellProcess cells)
    {
        string code = request.Text("code");
        JsonElement found = cells.Inspect(code, CodePoints.ToUnits(code, request.Number("cursor_pos", code.Length)), request.Number("detail_level", 0));
        bool known = found.TryGetProperty("data", out JsonElement data);
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = known,
            ["data"] = known ? JsonObject.Create(data) : [],
            ["metadata"] = known ? JsonObject.Create(found.GetProperty("metadata")) : [],
        };
    }

    public static JsonObject IsComplete(Request request, CellProcess cells)
    {
        JsonElement answer = cells.IsComplete(request.Text("code"));
        string status = answer.TryGetProperty("status", out JsonElement known) ? known.GetString()! : "unknown";
        var reply = new JsonObject { ["status"] = status };
        if (status == "incomplete") reply["indent"] = answer.GetProperty("indent").GetString();
        return reply;
    }
}
