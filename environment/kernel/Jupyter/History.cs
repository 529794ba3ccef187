using System.IO.Enumeration;
using System.Text.Json.Nodes;
using MimLab.Kernel.Wire;

namespace MimLab.Kernel.Jupyter;

/// <summary>The cells of this session, as front ends ask for them (arrow keys in a console). Nothing is kept on disk.</summary>
internal sealed class History
{
    private const int Session = 1;
    private const int Longest = 2000;

    private readonly Queue<(int Line, string Code)> _cells = [];

    public void Add(int line, string code)
    {
        _cells.Enqueue((line, code));
        if (_cells.Count > Longest) _cells.Dequeue();
    }

    /// <summary>Answers a <c>history_request</c>: the last, a range, or those that match a pattern.</summary>
    public JsonObject Reply(Request request)
    {
        bool withOutput = request.Flag("output", false);
        IEnumerable<(int Line, string Code)> found = request.Text("hist_access_type") switch
        {
            "range" => Range(request),
            "search" => Search(request).TakeLast(Math.Max(0, request.Number("n", Longest))),
            _ => _cells.TakeLast(Math.Max(0, request.Number("n", Longest))),
        };
        var entries = new JsonArray();
        foreach ((int line, string code) in found)
        {
            JsonNode input = Json.WellFormed(code);
            entries.Add((JsonNode)new JsonArray(Session, line, withOutput ? new JsonArray(input, null) : input));
        }
        return new JsonObject { ["status"] = "ok", ["history"] = entries };
    }

    private IEnumerable<(int Line, string Code)> Range(Request request)
    {
        // Earlier sessions are negative numbers; 0 is this one.
        if (request.Number("session", 0) is not (0 or Session)) return [];
        int start = request.Number("start", 0), stop = request.Number("stop", int.MaxValue);
        return _cells.Where(cell => cell.Line >= start && cell.Line < stop);
    }

    private IEnumerable<(int Line, string Code)> Search(Request request)
    {
        string pattern = request.Text("pattern", "*");
        IEnumerable<(int Line, string Code)> found = _cells.Where(cell => FileSystemName.MatchesSimpleExpression(pattern, cell.Code, ignoreCase: false));
        return request.Flag("unique", false) ? found.Reverse().DistinctBy(cell => cell.Code).Reverse() : found;
    }
}
