using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MimLab.Kernel.Wire;

namespace Kernel.Tests.Wire;

public class JsonTests
{
    [Fact]
    public void Any_text_can_be_sent_and_proper_text_arrives_unchanged()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<char[]>(), characters =>
        {
            string text = new(characters ?? []), sent = Json.WellFormed(text);
            bool proper = text == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            string received = (string)JsonNode.Parse(Json.Bytes(new JsonObject { ["text"] = sent }))!["text"]!;
            return received == sent && (!proper || sent == text);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Halves_of_characters_are_replaced()
    {
        // Not an attribute's data: the compiler stores that as UTF-8, which cannot hold a half.
        Assert.Equal("\ud83d\ude00", Json.WellFormed("\ud83d\ude00"));
        Assert.Equal("a\ufffd", Json.WellFormed("a\ud83d"));
        Assert.Equal("\ufffdb", Json.WellFormed("\ude00b"));
        Assert.Equal("\ufffd\ud83d\ude00", Json.WellFormed("\ud83d\ud83d\ude00"));
    }
}
