using MimLab.Backbones;
using MimLab.Data;
using MimLab.Figures;
using TorchSharp;

namespace MimLab.Tests.Figures;

[Collection("torch")]
public class AttentionPictureTests
{
    [Fact]
    public void A_row_holds_what_the_asked_patches_weigh_without_the_class_token()
    {
        using var scope = torch.NewDisposeScope();
        var encoder = new VisionTransformer(new() { ImageSize = 16, PatchSize = 4, Width = 24, Depth = 2, Heads = 3 });
        var images = torch.randn(2, 3, 16, 16);
        using var trace = encoder.Trace(images, attention: true);
        var row = AttentionRow.From(images[1], Normalisation.Half, trace, block: 1, index: 1, query: 6);
        Assert.Equal((4, 3, 16), (row.GridSize, row.Maps.Count, row.Maps[2].Length));
        Assert.Equal(trace.Attention[1][1, 2, 7, 4].item<float>(), row.Maps[2][3]);
        var fromClass = AttentionRow.From(images[1], Normalisation.Half, trace, block: 1, index: 1);
        Assert.Equal(trace.Attention[1][1, 2, 0, 4].item<float>(), fromClass.Maps[2][3]);
        Assert.Contains("0 to 15", Assert.Throws<ArgumentException>(() => AttentionRow.From(images[0], Normalisation.Half, trace, 0, query: 16)).Message);
        Assert.Contains("2 blocks", Assert.Throws<ArgumentException>(() => AttentionRow.From(images[0], Normalisation.Half, trace, 2)).Message);
        using var plain = encoder.Trace(images);
        Assert.Contains("trace with attention", Assert.Throws<ArgumentException>(() => AttentionRow.From(images[0], Normalisation.Half, plain, 0)).Message);
    }

    [Fact]
    public void The_most_looked_at_patch_is_the_lightest_and_the_asking_one_is_framed()
    {
        var image = new Raster(4, 4);
        image.Fill(0, 0, 4, 4, new Ink(100, 100, 100));
        var picture = AttentionPicture.Draw([new AttentionRow(image, 2, 3, [[0, 0.5f, 0.1f, 0.2f]])], side: 32);
        Assert.Equal(32 + 6 + 32, picture.Width);
        int top = picture.Height - 32, left = 32 + 6;
        int Light(int x, int y) => picture[left + x, top + y].Red + picture[left + x, top + y].Green;
        Assert.True(Light(24, 8) > Light(8, 24) && Light(8, 24) > Light(8, 8));
        Assert.Equal(new Ink(100, 100, 100), picture[8, top + 8]);
        Assert.Equal(new Ink(0xd5, 0x5e, 0x00), picture[left + 16, top + 16]);
        Assert.Equal(new Ink(0xd5, 0x5e, 0x00), picture[31, top + 31]);
    }

    [Fact]
    public void Rows_that_do_not_match_are_refused()
    {
        var image = new Raster(4, 4);
        Assert.Throws<ArgumentException>(() => AttentionPicture.Draw([]));
        Assert.Throws<ArgumentException>(() => AttentionPicture.Draw([new AttentionRow(image, 2, null, [new float[3]])]));
        Assert.Throws<ArgumentException>(() => AttentionPicture.Draw([new AttentionRow(image, 2, null, [new float[4]]), new AttentionRow(image, 2, null, [])]));
    }
}
