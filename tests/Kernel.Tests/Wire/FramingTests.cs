using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MimLab.Kernel.Wire;

namespace Kernel.Tests.Wire;

public class FramingTests
{
    private static readonly byte[] Key = "key of the session"u8.ToArray();
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();

    [Fact]
    public void What_is_written_can_be_read_for_any_text_and_any_identities()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(NonNull<string> Code, byte[][] Identities)>(), given =>
        {
            byte[][] identities = [.. (given.Identities ?? []).Where(identity => identity is not null).Take(8)];
            string code = Json.WellFormed(given.Code.Get);
            var answer = Answer.Of(Channel.Shell, identities, "execute_request", "{\"a\":1}"u8.ToArray(), new JsonObject { ["code"] = code });
            Request? read = Read([.. Framing.Write(answer, new MessageSigner(Key))], out string? problem);
            return problem is null && read is not null && read.Text("code") == code && read.Id == answer.Id && read.Type == "execute_request"
                && read.Identities.Select(Convert.ToHexString).SequenceEqual(identities.Select(Convert.ToHexString));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_frames_at_all_are_read_without_an_exception_and_never_taken_for_a_message()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[][]>(), frames =>
        {
            byte[][] given = [.. (frames ?? []).Select(frame => frame ?? [])];
            return Refused(given) && Refused([Delimiter, .. given]) && Refused([.. given, Delimiter, .. given, .. given, .. given]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_changed_byte_behind_the_delimiter_is_noticed()
    {
        List<byte[]> frames = Message("{\"msg_id\":\"1\",\"msg_type\":\"execute_request\"}", "{\"code\":\"1+1\"}");
        for (int frame = 1; frame < frames.Count; frame++)
        {
            for (int index = 0; index < frames[frame].Length; index++)
            {
                frames[frame][index] ^= 0x80;
                Assert.True(Refused([.. frames]), $"frame {frame}, byte {index}");
                frames[frame][index] ^= 0x80;
            }
        }
        Assert.False(Refused([.. frames]));
    }

    [Theory]
    [InlineData("{\"msg_type\":\"a\"}", "[1]")]
    [InlineData("{\"msg_type\":\"a\"}", "{\"code\":")]
    [InlineData("{\"msg_type\":\"a\"}", "")]
    [InlineData("{\"msg_type\":7}", "{}")]
    [InlineData("[]", "{}")]
    [InlineData("null", "{}")]
    [InlineData("{}", "{}")]
    public void Signed_but_malformed_JSON_is_refused(string header, string content)
    {
        Assert.Null(Read([.. Message(header, content)], out string? problem));
        Assert.Equal("with a malformed header or content", problem);
    }

    [Theory]
    [InlineData("\\ud800", "\ufffd")]
    [InlineData("a\\udc00b", "a\ufffdb")]
    [InlineData("\\ud800\\ud83d\\ude00", "\ufffd\ud83d\ude00")]
    [InlineData("\\\\ud800", "\\ud800")]
    [InlineData("\\\\\\ud800\\", null)]
    [InlineData("\\uD83D\\uDE00", "\ud83d\ude00")]
    public void Halves_of_characters_do_not_make_a_text_unreadable(string written, string? read)
    {
        // The sockets' thread reads such texts, names among them, and must not end for them.
        string content = $"{{\"{written}\":0,\"value\":\"{written}\"}}";
        Assert.Equal(read, Read([.. Message("{\"msg_type\":\"input_reply\"}", content)], out _)?.Text("value"));
        if (read is not null) Assert.Equal(read, Read([.. Message($"{{\"msg_type\":\"{written}\"}}", "{}")], out _)?.Type);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        using var signer = new MessageSigner(Key);
        byte[] head = "{\"msg_type\":\"a\"}"u8.ToArray(), body = [.. "{\"value\":\""u8, 0xff, .. "\"}"u8], empty = "{}"u8.ToArray();
        Assert.Null(Read([[.. Delimiter], signer.Sign(head, empty, empty, body), head, empty, empty, body], out string? problem));
        Assert.Equal("with a malformed header or content", problem);
    }

    [Fact]
    public void JSON_nested_deeper_than_any_front_end_nests_is_refused()
    {
        string deep = "{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}";
        Assert.True(Refused([.. Message("{\"msg_type\":\"a\"}", deep)]));
    }

    [Fact]
    public void A_message_counts_once()
    {
        var signer = new MessageSigner(Key);
        List<byte[]> frames = Message("{\"msg_id\":\"1\",\"msg_type\":\"execute_request\"}", "{}");
        Assert.NotNull(Framing.Read(Channel.Shell, frames, signer, out _));
        Assert.Null(Framing.Read(Channel.Shell, frames, signer, out string? problem));
        Assert.Equal("that repeats an earlier one", problem);
        // Nor under another sender's name.
        Assert.Null(Framing.Read(Channel.Shell, [[1, 2, 3], .. frames], signer, out _));
    }

    [Fact]
    public void A_message_of_very_many_frames_is_refused()
    {
        List<byte[]> frames = Message("{\"msg_type\":\"a\"}", "{}");
        List<byte[]> padded = [.. Enumerable.Repeat(new byte[1], Framing.MostFrames), .. frames];
        Assert.True(Refused([.. padded]));
    }

    [Fact]
    public void Wrong_types_inside_a_proper_request_fall_back_to_what_is_usual()
    {
        Request request = Read([.. Message("{\"msg_type\":\"a\",\"msg_id\":5}", "{\"code\":7,\"silent\":\"yes\",\"cursor_pos\":1.5}")], out _)!;
        Assert.Equal("", request.Id);
        Assert.Equal("", request.Text("code"));
        Assert.True(request.Flag("silent", true));
        Assert.Equal(3, request.Number("cursor_pos", 3));
    }

    private static bool Refused(byte[][] frames) => Read(frames, out string? problem) is null && problem is not null;

    private static Request? Read(byte[][] frames, out string? problem)
    {
        using var signer = new MessageSigner(Key);
        return Framing.Read(Channel.Shell, frames, signer, out problem);
    }

    private static List<byte[]> Message(string header, string content)
    {
        using var signer = new MessageSigner(Key);
        byte[] head = Encoding.UTF8.GetBytes(header), body = Encoding.UTF8.GetBytes(content), empty = "{}"u8.ToArray();
        return [[.. Delimiter], signer.Sign(head, empty, empty, body), head, [.. empty], [.. empty], body];
    }
}
