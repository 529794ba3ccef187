using MimLab.Data;
using MimLab.Figures;
using TorchSharp;

namespace MimLab.Tests.Figures;

public class TensorPictureTests
{
    private static readonly Normalisation Half = Normalisation.Half; // value = byte / 127.5 - 1

    [Fact]
    public void A_normalised_image_becomes_bytes_again()
    {
        using var scope = torch.NewDisposeScope();
        // [3, 1, 2]: red, green, blue planes of two pixels; the last value is out of range and is clipped
        var image = torch.tensor(new[] { -1f, 1f, 0.0039216f, -1f, 1f, 2f }).reshape(3, 1, 2);
        var picture = TensorPicture.ToRaster(image, Half);
        Assert.Equal((2, 1), (picture.Width, picture.Height));
        Assert.Equal(new Ink(0, 128, 255), picture[0, 0]);
        Assert.Equal(new Ink(255, 0, 255), picture[1, 0]);
    }

    [Fact]
    public void Rows_pair_each_image_with_its_mask_and_reconstruction()
    {
        using var scope = torch.NewDisposeScope();
        var images = torch.zeros(2, 3, 4, 4) - 1;
        var masks = torch.tensor(new long[] { 1, 0, 0, 0, 0, 0, 0, 1 }).reshape(2, 2, 2);
        var rows = TensorPicture.ToRows(images, masks, images + 2, Half);
        Assert.Equal(2, rows.Count);
        Assert.Equal([0, 0, 0, 1], rows[1].Mask);
        Assert.Equal(2, rows[1].GridSize);
        Assert.Equal(new Ink(0, 0, 0), rows[1].Original[3, 3]);
        Assert.Equal(new Ink(255, 255, 255), rows[1].Reconstruction[3, 3]);
    }

    [Fact]
    public void Tensors_of_another_shape_are_refused()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Contains("[1, 4, 4]", Assert.Throws<ArgumentException>(() => TensorPicture.ToRaster(torch.zeros(1, 4, 4), Half)).Message);
        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(() => TensorPicture.ToMask(torch.zeros(2, 3))).Message);
    }
}
