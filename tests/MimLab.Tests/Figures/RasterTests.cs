using System.Buffers.Binary;
using System.IO.Compression;
using MimLab.Figures;

namespace MimLab.Tests.Figures;

public class RasterTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(64, 33)]
    public void What_was_written_can_be_read_back(int width, int height)
    {
        var raster = new Raster(width, height);
        var random = new SampleRandom(5);
        for (var i = 0; i < raster.Pixels.Length; i++) raster.Pixels[i] = (byte)(i % 3 == 0 ? i / width : (int)random.NextUInt64());
        var (w, h, pixels) = Decode(raster.ToPng());
        Assert.Equal((width, height), (w, h));
        Assert.Equal(raster.Pixels, pixels);
    }

    [Fact]
    public void The_file_begins_and_ends_as_the_standard_says()
    {
        var png = new Raster(3, 2).ToPng();
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], png[^12..]); // an empty IEND has this checksum
    }

    [Fact]
    public void Hidden_cells_are_covered_or_pasted_and_the_rest_stays()
    {
        var original = Filled(4, 4, new Ink(10, 20, 30));
        var other = Filled(4, 4, new Ink(200, 100, 50));
        byte[] mask = [1, 0, 0, 1];
        Assert.Equal(Ink.Hidden, original.Hide(mask, 2, Ink.Hidden)[1, 1]);
        Assert.Equal(new Ink(10, 20, 30), original.Hide(mask, 2, Ink.Hidden)[2, 1]);
        Assert.Equal(new Ink(200, 100, 50), original.Paste(mask, 2, other)[3, 3]);
        Assert.Equal(new Ink(10, 20, 30), original[0, 0]);
        Assert.Throws<ArgumentException>(() => original.Hide(mask, 3, Ink.Hidden));
    }

    [Fact]
    public void A_mask_picture_shows_each_token_in_its_place()
    {
        byte[] mask = [1, 0, 0, 0];
        var picture = MaskPicture.Draw([mask, mask, mask], 2, columns: 2, side: 20);
        Assert.Equal((50, 50), (picture.Width, picture.Height));
        Assert.NotEqual(picture[0, 0], picture[10, 0]);
        Assert.Equal(picture[10, 0], picture[0, 10]);
        Assert.Equal(picture[0, 0], picture[30, 0]);
        Assert.Equal(Ink.Clear, picture[40, 40]); // the fourth place is empty
        Assert.Throws<ArgumentException>(() => MaskPicture.Png([mask], 3));
    }

    [Fact]
    public void A_reconstruction_grid_shows_four_pictures_an_image()
    {
        var row = new ReconstructionRow(Filled(4, 4, new Ink(10, 20, 30)), [1, 0, 0, 0], 2, Filled(4, 4, new Ink(200, 100, 50)));
        var grid = ReconstructionGrid.Draw([row, row], side: 8);
        var top = grid.Height - 8;
        Assert.Equal(new Ink(10, 20, 30), grid[0, top]);
        Assert.Equal(Ink.Hidden, grid[14, top]);
        Assert.Equal(new Ink(200, 100, 50), grid[28 + 7, top + 7]);
        Assert.Equal(new Ink(200, 100, 50), grid[42, top]);
        Assert.Equal(new Ink(10, 20, 30), grid[42 + 7, top + 7]);
    }

    private static Raster Filled(int width, int height, Ink ink)
    {
        var raster = new Raster(width, height);
        raster.Fill(0, 0, width, height, ink);
        return raster;
    }

    /// <summary>A reader of its own for the kind of file written here.</summary>
    private static (int Width, int Height, byte[] Pixels) Decode(byte[] png)
    {
        var width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
        var height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20));
        var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var data = new MemoryStream();
        zlib.CopyTo(data);
        var lines = data.ToArray();
        var stride = width * 4;
        var pixels = new byte[height * stride];
        for (var y = 0; y < height; y++)
            for (var i = 0; i < stride; i++)
            {
                var left = i >= 4 ? pixels[y * stride + i - 4] : 0;
                var up = y > 0 ? pixels[(y - 1) * stride + i] : 0;
                var corner = y > 0 && i >= 4 ? pixels[(y - 1) * stride + i - 4] : 0;
                pixels[y * stride + i] = (byte)(lines[y * (stride + 1) + 1 + i] + (lines[y * (stride + 1)] switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) }));
            }
        return (width, height, pixels);
    }

    /// <summary>The standard's words: the neighbour nearest to left + up - corner, in this order.</summary>
    private static int Paeth(int left, int up, int corner) => new[] { left, up, corner }.MinBy(n => Math.Abs(left + up - corner - n));
}
