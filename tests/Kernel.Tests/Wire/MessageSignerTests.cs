using System.Text;
using MimLab.Kernel.Wire;

namespace Kernel.Tests.Wire;

public class MessageSignerTests
{
    private static readonly byte[] Key = "Jefe"u8.ToArray();

    [Fact]
    public void The_signature_is_the_HMAC_SHA256_of_the_parts_one_after_the_other()
    {
        using var signer = new MessageSigner(Key);
        // RFC 4231, test case 2, cut into parts.
        byte[] signature = signer.Sign("what do "u8.ToArray(), "ya want "u8.ToArray(), [], "for nothing?"u8.ToArray());
        Assert.Equal("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", Encoding.ASCII.GetString(signature));
    }

    [Fact]
    public void Every_changed_bit_of_the_signature_or_of_a_part_is_noticed()
    {
        using var signer = new MessageSigner(Key);
        byte[][] parts = ["{\"msg_id\":\"1\"}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray(), "{\"code\":\"1\"}"u8.ToArray()];
        byte[] signature = signer.Sign(parts);
        Assert.True(signer.Verify(signature, parts));
        foreach (byte[] changed in parts.Append(signature))
        {
            for (int bit = 0; bit < 8 * changed.Length; bit++)
            {
                // A letter's case is no part of the number that hexadecimal digits write.
                if (ReferenceEquals(changed, signature) && bit % 8 == 5 && char.IsAsciiLetter((char)changed[bit / 8])) continue;
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(signer.Verify(signature, parts), $"bit {bit}");
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
        Assert.True(signer.Verify(signature, parts));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5bdcc146")]
    [InlineData("zzdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384300")]
    public void What_is_no_signature_at_all_is_refused(string signature)
    {
        using var signer = new MessageSigner(Key);
        Assert.False(signer.Verify(Encoding.ASCII.GetBytes(signature), "what do ya want for nothing?"u8.ToArray()));
    }

    [Fact]
    public void A_signature_counts_once_in_whatever_case_it_is_written()
    {
        using var signer = new MessageSigner(Key);
        byte[] signature = signer.Sign("a"u8.ToArray());
        Assert.True(signer.FirstSeen(signature));
        Assert.False(signer.FirstSeen(signature));
        Assert.False(signer.FirstSeen(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(signature).ToUpperInvariant())));
        Assert.True(signer.FirstSeen(signer.Sign("b"u8.ToArray())));
    }

    [Fact]
    public void Only_so_many_signatures_are_remembered_the_latest_ones()
    {
        using var signer = new MessageSigner(Key);
        byte[] Numbered(int number) => Encoding.ASCII.GetBytes(number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture));
        for (int number = 0; number <= MessageSigner.Memory; number++) Assert.True(signer.FirstSeen(Numbered(number)));
        Assert.False(signer.FirstSeen(Numbered(MessageSigner.Memory)));
        Assert.False(signer.FirstSeen(Numbered(1)));
        Assert.True(signer.FirstSeen(Numbered(0)));
    }
}
