using System.Text.Json.Nodes;
using Kernel.Tests.Language;

namespace Kernel.Tests.Display;

public sealed class DisplayTests : SessionTest
{
    [Theory]
    [InlineData("42", "42")]
    [InlineData("1.5f", "1.5")]
    [InlineData("true", "True")]
    [InlineData("'x'", "x")]
    [InlineData("\"a<b\"", "a<b")]
    [InlineData("DayOfWeek.Monday", "Monday")]
    [InlineData("new[] { 1, 2 }", "[ 1, 2 ]")]
    [InlineData("new int[0]", "[  ]")]
    [InlineData("new Dictionary<string, int> { [\"a\"] = 1 }", "{ a: 1 }")]
    [InlineData("new { A = 1, B = \"x\" }", "{ A = 1, B = x }")]
    [InlineData("(1, \"a\")", "(1, a)")]
    [InlineData("record R(int[] A, string B, IReadOnlyList<int> C); new R([1, 2], null, [3])", "R { A = [ 1, 2 ], B = <null>, C = [ 3 ] }")]
    [InlineData("record struct S(int A); new[] { new S(1) }", "[ S { A = 1 } ]")]
    [InlineData("record W(int A) { public override string ToString() => \"mine\"; } new W(1)", "mine")]
    [InlineData("Enumerable.Range(0, 30)", "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, ... (10 more) ]")]
    [InlineData("new List<int[]> { new[] { 1 }, null }", "[ [ 1 ], <null> ]")]
    [InlineData("typeof(int)", "System.Int32")]
    [InlineData("new FormatException(\"no\")", "System.FormatException: no")]
    public void A_value_has_its_text(string code, string expected) => Assert.Equal(expected, Text(code));

    [Fact]
    public void Html_is_encoded()
    {
        Assert.Equal("<pre>a&lt;b</pre>", Html("\"a<b\""));
        Assert.Contains("&lt;script&gt;", Html("new { A = new[] { \"<script>\" } }"));
        Assert.Contains("&lt;k", Html("new Dictionary<string, object> { [\"<k\"] = 1 }"));
    }

    [Fact]
    public void An_object_is_a_table_of_its_members()
    {
        Run("class Point { public int X { get; set; } = 1; public string Name = \"n\"; public int Bad => throw new Exception(\"oh\"); public static int No => 1; }");
        Assert.Equal("Point\n    X: 1\n    Bad: <Exception: oh>\n    Name: n", Sorted(Text("new Point()")));
        string html = Html("new Point()")!;
        Assert.Contains("<td>X</td><td>1</td>", html);
        Assert.DoesNotContain("No", html);
    }

    [Fact]
    public void Records_in_a_collection_are_the_rows_of_a_table()
    {
        string html = Html("record P(string Name, int Age); Enumerable.Range(0, 25).Select(i => new P(\"n\" + i, i)).ToList()")!;
        Assert.Contains("<th>Name</th><th>Age</th>", html);
        Assert.Contains("<td>n19</td><td>19</td>", html);
        Assert.DoesNotContain("n20", html);
        Assert.EndsWith("<i>(5 more)</i>", html);
    }

    [Fact]
    public void Cycles_depth_and_endless_sequences_are_bounded()
    {
        Run("class Node { public Node Next { get; set; } public List<object> All = new(); } var node = new Node(); node.Next = node; node.All.Add(node.All);");
        Assert.Contains("<itself>", Text("node"));
        Assert.Contains("&lt;itself&gt;", Html("node"));
        Run("var deep = new Node(); var top = deep; for (int i = 0; i < 100; i++) { deep.Next = new Node(); deep = deep.Next; }");
        Assert.InRange(Html("top")!.Length, 1, 4000);
        Run("IEnumerable<int> Endless() { int i = 0; while (true) yield return i++; } record Holder(IEnumerable<int> Items);");
        Assert.EndsWith("... (more) ]", Text("Endless()"));
        Assert.Contains("19, ...", Html("new Holder(Endless())"));
    }

    [Fact]
    public void Display_shows_and_updates_in_place()
    {
        Run("var shown = display(\"a\");");
        Assert.Null(Run("shown.Update(\"b\"); 5.Display()").Result);
        var displays = FrontEnd.Displays;
        Assert.Equal(["a", "b", "5"], displays.Select(one => one.Bundle.Data["text/plain"]));
        Assert.Equal([false, true, false], displays.Select(one => one.Update));
        Assert.Equal(displays[0].DisplayId, displays[1].DisplayId);
        Assert.NotEqual(displays[0].DisplayId, displays[2].DisplayId);
    }

    [Fact]
    public void Representations_can_be_chosen()
    {
        Run("display(new[] { 1 }, \"text/html\"); display(new { A = 1 }, \"application/json\"); \"# T\".DisplayAs(\"text/markdown\");");
        var displays = FrontEnd.Displays;
        Assert.Equal("<pre>[ 1 ]</pre>", displays[0].Bundle.Data["text/html"]);
        Assert.Equal(1, Assert.IsAssignableFrom<JsonNode>(displays[1].Bundle.Data["application/json"])["A"]!.GetValue<int>());
        Assert.False(displays[1].Bundle.Data.ContainsKey("text/html"));
        Assert.Equal("# T", displays[2].Bundle.Data["text/markdown"]);
    }

    [Fact]
    public void Html_scripts_and_styles_are_shown_as_such()
    {
        Assert.Equal("<b>x</b>", Html("HTML(\"<b>x</b>\")"));
        Run("Javascript(\"go();\"); CSS(\"b { color: red }\");");
        Assert.Equal("<script type=\"text/javascript\">go();</script>", FrontEnd.Displays[0].Bundle.Data["text/html"]);
        Assert.Equal("<style>b { color: red }</style>", FrontEnd.Displays[1].Bundle.Data["text/html"]);
    }

    [Fact]
    public void Json_and_images_keep_their_types()
    {
        var json = Run("System.Text.Json.Nodes.JsonNode.Parse(\"{\\\"a\\\":1}\")").Result!.Data["application/json"];
        Assert.Equal(1, Assert.IsAssignableFrom<JsonNode>(json)["a"]!.GetValue<int>());
        var image = Run("new byte[] { 0x89, 0x50, 0x4E, 0x47, 1, 2 }").Result!.Data;
        Assert.Equal("iVBORwEC", image["image/png"]);
        Assert.False(image.ContainsKey("text/html"));
    }

    [Fact]
    public void A_tensor_tells_shape_type_device_and_statistics()
    {
        Run("""
            class Tensor
            {
                public long[] shape => new long[] { 2, 2 };
                public string dtype => "Float32";
                public string device => "cpu";
                public Tensor detach() => this;
                public Tensor cpu() => this;
                public Tensor @double() => this;
                public Tensor contiguous() => this;
                public IEnumerable<T> data<T>() => new double[] { 1, 2, 3, 4 }.Cast<T>();
            }
            """);
        Assert.Equal("Tensor [2, 2] Float32 on cpu\nmin 1, max 4, mean 2.5, std 1.118\n[[1, 2], [3, 4]]", Text("new Tensor()"));
        Assert.Contains("<td>w</td><td><pre>Tensor [2, 2] Float32 on cpu</pre></td>", Html("new Dictionary<string, Tensor> { [\"w\"] = new() }"));
        Assert.Equal("[ Tensor [2, 2] Float32 on cpu ]", Text("new[] { new Tensor() }"));
    }

    // Fields and properties are listed in the order of their metadata, which the compiler chooses.
    private static string Sorted(string? text)
    {
        string[] order = ["Point", "    X", "    Bad", "    Name"];
        return string.Join('\n', text!.Split('\n').OrderBy(line => Array.FindIndex(order, start => line.StartsWith(start, StringComparison.Ordinal))));
    }
}
