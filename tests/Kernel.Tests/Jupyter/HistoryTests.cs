using System.Text.Json;
using System.Text.Json.Nodes;
using MimLab.Kernel.Jupyter;
using MimLab.Kernel.Wire;

namespace Kernel.Tests.Jupyter;

public class HistoryTests
{
    [Theory]
    [InlineData("""{"hist_access_type":"tail","n":2}""", """[[1,3,"b"],[1,4,"var d"]]""")]
    [InlineData("""{"hist_access_type":"range","start":1,"stop":3}""", """[[1,1,"a"],[1,2,"b"]]""")]
    [InlineData("""{"hist_access_type":"range","session":-1}""", "[]")]
    [InlineData("""{"hist_access_type":"search","pattern":"v*"}""", """[[1,4,"var d"]]""")]
    [InlineData("""{"hist_access_type":"search","pattern":"*","unique":true}""", """[[1,1,"a"],[1,3,"b"],[1,4,"var d"]]""")]
    [InlineData("""{"hist_access_type":"tail","n":1,"output":true}""", """[[1,4,["var d",null]]]""")]
    [InlineData("""{"hist_access_type":"tail","n":-5}""", "[]")]
    public void Cells_are_found_as_front_ends_ask_for_them(string question, string expected)
    {
        var history = new History();
        foreach ((int line, string code) in (IEnumerable<(int, string)>)[(1, "a"), (2, "b"), (3, "b"), (4, "var d")]) history.Add(line, code);
        var request = new Request(Channel.Shell, [], "history_request", "1", [], JsonDocument.Parse(question).RootElement);
        JsonObject reply = history.Reply(request);
        Assert.Equal(expected, reply["history"]!.ToJsonString());
    }
}
