using MimLab.Data;
using MimLab.Figures;
using MimLab.Masking;
using TorchSharp;

namespace MimLab.Tests.Figures;

public class PictureGridTests
{
    private static readonly Ink Red = new(255, 0, 0), Blue = new(0, 0, 255);

    [Fact]
    public void Pictures_are_enlarged_by_whole_factors_and_stand_beside_each_other()
    {
        var sheet = PictureGrid.Row([Plain(10, 10, Red), Plain(20, 10, Blue)], side: 45);
        Assert.Equal((40 + 6 + 40, 40), (sheet.Width, sheet.Height)); // four times, and twice
        Assert.Equal((Red, Blue), (sheet[39, 39], sheet[46, 0]));
        Assert.Equal((0, 0), (sheet[40, 0].Alpha, sheet[46, 20].Alpha));
    }

    [Fact]
    public void Rows_may_differ_in_length_and_captions_stand_above()
    {
        var sheet = PictureGrid.Draw([[Plain(8, 8, Red), Plain(8, 8, Red)], [Plain(8, 8, Blue)]], ["a", "b"], side: 8);
        Assert.Equal((22, 22 + 8 + 6 + 8), (sheet.Width, sheet.Height));
        Assert.Equal((Red, Blue), (sheet[14, 22], sheet[0, 36]));
        Assert.Throws<ArgumentException>(() => PictureGrid.Draw([[], []]));
    }

    [Fact]
    public void Heat_grows_lighter_from_nothing_to_the_most()
    {
        var picture = HeatPicture.Draw([0, 1, 2, 3], 2, side: 20);
        Assert.Equal((20, 20), (picture.Width, picture.Height));
        double Light(int x, int y) => 0.3 * picture[x, y].Red + 0.59 * picture[x, y].Green + 0.11 * picture[x, y].Blue;
        Assert.True(Light(0, 0) < Light(19, 0) && Light(19, 0) < Light(0, 19) && Light(0, 19) < Light(19, 19));
        Assert.Equal(HeatPicture.Color(1), HeatPicture.Color(double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => HeatPicture.Draw([1, 2, 3], 2));
    }

    [Fact]
    public void A_picture_goes_to_a_tensor_and_back()
    {
        using var scope = torch.NewDisposeScope();
        var picture = Raster.FromImage(new Shapes(count: 3, size: 32), 1);
        var values = TensorPicture.ToTensor(picture, Normalisation.ImageNet);
        Assert.Equal([3L, 32, 32], values.shape);
        Assert.Equal((picture[5, 9].Green / 255.0 - 0.456) / 0.224, values[1, 9, 5].item<float>(), 1e-5);
        Assert.Equal(picture.Pixels, TensorPicture.ToRaster(values, Normalisation.ImageNet).Pixels);
    }

    [Fact]
    public void A_mask_goes_to_a_tensor_and_back()
    {
        using var scope = torch.NewDisposeScope();
        var mask = MaskStatistics.Sample(new RandomMask(32, 4, 8, 0.6), 2, seed: 7)[1];
        Assert.Equal(mask, TensorPicture.ToMask(TensorPicture.FromMask(mask)));
        Assert.Throws<ArgumentException>(() => TensorPicture.FromMask(new byte[5]));
    }

    private static Raster Plain(int width, int height, Ink ink)
    {
        var picture = new Raster(width, height);
        picture.Fill(0, 0, width, height, ink);
        return picture;
    }
}
