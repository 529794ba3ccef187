using MimLab.Kernel.Wire;

namespace Kernel.Tests.Wire;

public class ZeroMqSocketTests
{
    [Fact]
    public void A_message_arrives_whole_and_its_answer_finds_the_way_back()
    {
        using var context = new ZeroMqContext();
        using var router = new ZeroMqSocket(context, SocketKind.Router);
        using var dealer = new ZeroMqSocket(context, SocketKind.Dealer);
        dealer.Set(SocketOption.Identity, "me"u8);
        router.Bind("inproc://whole");
        dealer.Connect("inproc://whole");
        byte[] large = new byte[300_000];
        Random.Shared.NextBytes(large);

        Assert.True(dealer.TrySend([[], large, [1]]));
        Assert.Equal([[.. "me"u8], [], large, [1]], Receive(router, 8));
        Assert.True(router.TrySend([[.. "me"u8], [7]]));
        Assert.Equal([[7]], Receive(dealer, 8));
        Assert.False(dealer.TryReceive(out _, 8));
    }

    [Fact]
    public void Of_a_message_with_too_many_frames_nothing_is_kept_and_the_next_one_arrives()
    {
        using var context = new ZeroMqContext();
        using var router = new ZeroMqSocket(context, SocketKind.Router);
        using var dealer = new ZeroMqSocket(context, SocketKind.Dealer);
        router.Bind("inproc://many");
        dealer.Connect("inproc://many");
        dealer.TrySend([.. Enumerable.Repeat(new byte[1], 500)]);
        dealer.TrySend([[7]]);
        Assert.Empty(Receive(router, 16));
        Assert.Equal([7], Receive(router, 16)[1]);
    }

    [Fact]
    public void An_answer_to_a_peer_that_is_gone_is_no_error()
    {
        using var context = new ZeroMqContext();
        using var router = new ZeroMqSocket(context, SocketKind.Router);
        router.Bind("inproc://gone");
        router.TrySend([[1, 2, 3], [4]]);
        Assert.False(router.TryReceive(out _, 8));
    }

    [Fact]
    public void An_address_in_use_is_told_as_such()
    {
        using var context = new ZeroMqContext();
        using var first = new ZeroMqSocket(context, SocketKind.Router);
        using var second = new ZeroMqSocket(context, SocketKind.Router);
        first.Bind("inproc://twice");
        var error = Assert.Throws<ZeroMqException>(() => second.Bind("inproc://twice"));
        Assert.Equal(ZeroMqException.AddressInUse, error.Error);
        Assert.Contains("inproc://twice", error.Message);
    }

    private static List<byte[]> Receive(ZeroMqSocket socket, int limit)
    {
        List<byte[]> frames = [];
        Assert.True(SpinWait.SpinUntil(() => socket.TryReceive(out frames, limit), TimeSpan.FromSeconds(30)));
        return frames;
    }
}
