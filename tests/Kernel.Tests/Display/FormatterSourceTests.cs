using System.Text.Json.Nodes;
using Kernel.Tests.Language;

namespace Kernel.Tests.Display;

public sealed class FormatterSourceTests : SessionTest
{
    private const string Declarations = """
        class TypeFormatterSourceAttribute : Attribute
        {
            public TypeFormatterSourceAttribute(Type type) => FormatterSourceType = type;
            public Type FormatterSourceType { get; }
            public string[] PreferredMimeTypes { get; set; }
        }
        class Formatter
        {
            private readonly Func<object, string> _write;
            public Formatter(string type, Func<object, string> write) { MimeType = type; _write = write; }
            public string MimeType { get; }
            public bool Format(object value, System.IO.TextWriter writer)
            {
                if (_write(value) is not { } text) return false;
                writer.Write(text);
                return true;
            }
        }
        class Source
        {
            public IEnumerable<object> CreateTypeFormatters() => new object[]
            {
                new Formatter("application/vnd.plotly.v1+json", value => "{\"data\": []}"),
                new Formatter("image/svg+xml", value => "<svg/>"),
                new Formatter("text/html", value => "<i>html</i>"),
                new Formatter("text/plain", value => "a chart"),
            };
        }
        class Refusing { public IEnumerable<object> CreateTypeFormatters() => new object[] { new Formatter("text/html", value => null) }; }
        class Throwing { public IEnumerable<object> CreateTypeFormatters() => new object[] { new Formatter("text/html", value => throw new FormatException("bad chart")) }; }
        [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "application/vnd.plotly.v1+json", "image/svg+xml", "text/plain" })] class Chart { }
        class SpecialChart : Chart { }
        [TypeFormatterSource(typeof(Source))] class Everything { }
        [TypeFormatterSource(typeof(Refusing))] class Plain { public int A => 5; }
        [TypeFormatterSource(typeof(Throwing))] class Broken { }
        """;

    [Theory]
    [InlineData("new Chart()")]
    [InlineData("new SpecialChart()")]
    public void Preferred_types_go_into_one_bundle_also_for_derived_types(string code)
    {
        Run(Declarations);
        var data = Run(code).Result!.Data;
        Assert.Equal(["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"], data.Keys.Order());
        Assert.IsType<JsonObject>(data["application/vnd.plotly.v1+json"]);
        Assert.Equal("<svg/>", data["image/svg+xml"]);
        Assert.Equal("a chart", data["text/plain"]);
    }

    [Fact]
    public void Without_preferences_all_are_used_and_a_wish_chooses_among_them()
    {
        Run(Declarations);
        Assert.Equal(4, Run("new Everything()").Result!.Data.Count);
        Run("display(new Chart(), \"text/html\");");
        Assert.Equal("<i>html</i>", FrontEnd.Displays[^1].Bundle.Data["text/html"]);
        Assert.False(FrontEnd.Displays[^1].Bundle.Data.ContainsKey("image/svg+xml"));
    }

    [Fact]
    public void Formatters_are_used_inside_other_objects_too()
    {
        Run(Declarations);
        Assert.Contains("<td>chart</td><td><i>html</i></td>", Html("new { chart = new Chart() }"));
        Assert.Contains("<td>0</td><td><i>html</i></td>", Html("new[] { new Chart() }"));
        Assert.Equal("[ a chart ]", Text("new[] { new Chart() }"));
    }

    [Fact]
    public void A_formatter_that_refuses_leaves_the_default_and_one_that_throws_fails_the_cell()
    {
        Run(Declarations);
        Assert.Contains("<td>A</td><td>5</td>", Html("new Plain()"));
        Assert.Equal(("FormatException", "bad chart"), (Fail("new Broken()").Name, Fail("new Broken()").Value));
    }
}
