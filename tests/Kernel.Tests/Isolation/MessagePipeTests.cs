using System.Text.Json.Nodes;
using MimLab.Kernel.Isolation;

namespace Kernel.Tests.Isolation;

public class MessagePipeTests
{
    [Fact]
    public void Messages_arrive_in_order_and_the_end_is_noticed()
    {
        var bytes = new MemoryStream();
        using (var writer = new MessagePipe(Stream.Null, bytes))
        {
            Assert.True(writer.TryWrite(new JsonObject { ["code"] = "1+1" }));
            Assert.True(writer.TryWrite(new JsonObject { ["code"] = new string('x', 200_000) }));
            using var reader = new MessagePipe(new MemoryStream(bytes.ToArray()), Stream.Null);
            Assert.Equal("1+1", reader.Read()!.Value.GetProperty("code").GetString());
            Assert.Equal(200_000, reader.Read()!.Value.GetProperty("code").GetString()!.Length);
            Assert.Null(reader.Read());
        }
    }

    [Theory]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 1 })]
    [InlineData(new byte[] { 255, 255, 255, 127, 1 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 123, 123 })]
    [InlineData(new byte[] { 200, 0, 0, 0, 123 })]
    public void A_torn_message_counts_as_the_end(byte[] bytes)
    {
        using var reader = new MessagePipe(new MemoryStream(bytes), Stream.Null);
        Assert.Null(reader.Read());
    }
}
