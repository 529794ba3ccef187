using System.Text.Json;
using MimLab;
using MimLab.Runner.Benchmarks.Profiling;
using MimLab.Runner.Display;

namespace Runner.Tests.Benchmarks;

/// <summary><c>mim bench --profile</c>; it needs no PyTorch.</summary>
[Collection(TrainingCollection.Name)]
public class StepProfileTests
{
    private const string Cases = """
        [
          { "name": "vit", "label": "ViT", "recipe": "simmim-32px-smoke", "batch": 4 },
          { "name": "swin", "label": "Swin", "recipe": "simmim-swin-32px-smoke", "batch": 4 },
        ]
        """;

    [Fact]
    public void Operators_are_listed_with_their_time_and_bytes()
    {
        using var laboratory = Prepared();
        var result = laboratory.Mim("bench", "--profile", "--only", "vit", "--precision", "fp32", "--threads", "1", "--seconds", "0.01", "--json");
        Assert.True(result.Code == 0, result.Error);
        var profile = JsonDocument.Parse(result.Output).RootElement.GetProperty("profiles")[0];
        Assert.True(profile.GetProperty("steps").GetInt32() >= 3);
        var rows = profile.GetProperty("operators").EnumerateArray().ToList();
        Assert.Equal(1, rows.Sum(r => r.GetProperty("share").GetDouble()) + profile.GetProperty("outsideShare").GetDouble(), 0.01);
        var times = rows.Select(r => r.GetProperty("selfMilliseconds").GetDouble()).ToList();
        Assert.Equal(times.OrderDescending(), times);
        var update = Assert.Single(rows, r => r.GetProperty("operator").GetString() == "mimlab::adamw_");
        Assert.Equal("update", update.GetProperty("part").GetString());
        Assert.Equal(1, update.GetProperty("calls").GetDouble());
        var product = rows.Single(r => r.GetProperty("operator").GetString() == "aten::addmm" && r.GetProperty("part").GetString() == "forward");
        Assert.True(product.GetProperty("megabytes").GetDouble() > 0);
        Assert.Equal(product.GetProperty("megabytes").GetDouble() / product.GetProperty("selfMilliseconds").GetDouble(), product.GetProperty("gigabytesPerSecond").GetDouble(), 1e-6);
        Assert.Contains(rows, r => r.GetProperty("operator").GetString() == "aten::mm" && r.GetProperty("part").GetString() == "backward");
    }

    [Fact]
    public void Small_shares_are_joined_in_the_text()
    {
        var output = new StringWriter();
        new Terminal(output, new StringWriter(), interactive: false).Out.Write(ProfileTable.Terminal(new()
        {
            Case = "A", Precision = "bf16", Batch = 1, Steps = 1, StepSeconds = 1, WatchedSeconds = 2, OutsideShare = 0.25, CallsLeftOut = 0,
            Operators =
            [
                new("aten::mm", "forward", 12, 1480, 0.74, 3000, 3000 / 1480.0), new("aten::view", "backward", 2.5, 12, 0.006, 0, 0),
                new("aten::add", "forward", 3, 8, 0.004, 5, 0.625), new("aten::sub", "forward", 4, 6, 0.003, 7, 1.2),
            ],
        }));
        string[] lines = [.. output.ToString().Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Contains("aten::mm forward 12 1480.00 74.0 % 3000.0 2.0", lines);
        Assert.Contains("aten::view backward 2.5 12.00 0.6 %", lines);
        Assert.Contains("rest (2) 7 14.00 0.7 % 12.0", lines);
        Assert.Contains("between operators 500.00 25.0 %", lines);
        Assert.DoesNotContain(lines, l => l.Contains("aten::add", StringComparison.Ordinal));
    }

    [Fact]
    public void The_trace_is_one_that_Perfetto_opens()
    {
        using var laboratory = Prepared();
        var path = laboratory["trace.json"];
        var result = laboratory.Mim("bench", "--profile", "--precision", "fp32", "--threads", "1", "--seconds", "0.01", "--trace", path);
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("ViT, fp32, batch 4", result.Output, StringComparison.Ordinal);
        Assert.Contains("between operators", result.Output, StringComparison.Ordinal);
        var events = JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("traceEvents").EnumerateArray().ToList();
        Assert.Equal(["ViT, fp32", "Swin, fp32"], Named(events, "process_name"));
        Assert.All(events, e => Assert.Contains(e.GetProperty("ph").GetString(), new[] { "M", "X" }));
        var tracks = events.Where(e => e.GetProperty("ph").GetString() == "X").GroupBy(e => (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32())).ToList();
        Assert.True(tracks.Count >= 4); // the parts and a thread of each case
        foreach (var track in tracks) AssertNested(track);
        Assert.Contains(events, e => e.GetProperty("name").GetString() == "aten::addmm" && e.GetProperty("cat").GetString() == "forward"
            && e.GetProperty("args").GetProperty("inputs").GetString()!.StartsWith("Float[", StringComparison.Ordinal));
    }

    [Fact]
    public void A_trace_that_is_cut_says_so()
    {
        using var folder = new Laboratory();
        var path = folder["trace.json"];
        ChromeTrace.Write(path, [new()
        {
            Case = "A", Precision = "bf16", Batch = 1, Steps = 1, StepSeconds = 1, WatchedSeconds = 1, OutsideShare = 0, CallsLeftOut = 7, Operators = [],
            Calls = [new OperatorCall("aten::add", "forward", "", 0, 1500, 10)], Parts = [new("forward", 1000, 2001)],
        }]);
        var events = JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("traceEvents").EnumerateArray().ToList();
        Assert.Equal(["A, bf16 (without the last 7 calls)"], Named(events, "process_name"));
        var call = events.Single(e => e.GetProperty("name").GetString() == "aten::add");
        Assert.Equal((0.5m, 0.01m), (call.GetProperty("ts").GetDecimal(), call.GetProperty("dur").GetDecimal())); // microseconds from the first part
    }

    [Fact]
    public void A_trace_without_a_profile_is_refused()
    {
        using var laboratory = Prepared();
        var result = laboratory.Mim("bench", "--trace", laboratory["trace.json"]);
        Assert.Equal(1, result.Code);
        Assert.Contains("--profile", result.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Named(IEnumerable<JsonElement> events, string kind) =>
        events.Where(e => e.GetProperty("name").GetString() == kind).Select(e => e.GetProperty("args").GetProperty("name").GetString());

    /// <summary>Events of one track lie within each other or apart, which is what makes a flame chart of them.</summary>
    private static void AssertNested(IEnumerable<JsonElement> track)
    {
        var open = new Stack<decimal>(); // ends
        foreach (var e in track.OrderBy(e => e.GetProperty("ts").GetDecimal()).ThenByDescending(e => e.GetProperty("dur").GetDecimal()))
        {
            var (start, duration) = (e.GetProperty("ts").GetDecimal(), e.GetProperty("dur").GetDecimal());
            Assert.True(start >= 0 && duration >= 0);
            while (open.TryPeek(out var end) && end <= start) open.Pop();
            if (open.TryPeek(out var outer)) Assert.True(start + duration <= outer);
            open.Push(start + duration);
        }
    }

    private static Laboratory Prepared()
    {
        var laboratory = new Laboratory();
        laboratory.Write(Path.Combine("experiments", "benchmarks", "training-steps.json"), Cases);
        return laboratory;
    }
}
