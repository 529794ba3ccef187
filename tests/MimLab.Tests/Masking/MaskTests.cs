using FsCheck;
using FsCheck.Fluent;
using MimLab.Masking;

namespace MimLab.Tests.Masking;

public class MaskTests
{
    private static readonly (int Image, int Token, int Cell)[] Grids = [(32, 4, 4), (32, 4, 8), (64, 16, 32), (192, 4, 32), (192, 16, 64), (8, 8, 8), (24, 4, 12)];

    [Fact]
    public void Every_mask_of_every_strategy_is_a_partition_with_the_promised_count()
    {
        var cases = from grid in Gen.Elements(Grids)
                    from ratio in Gen.OneOf(Gen.Elements(0.0, 1.0, 1e-9, 1 - 1e-9, 0.5), Gen.Choose(0, 1000).Select(n => n / 1000.0))
                    from kind in Gen.Choose(0, 5)
                    from seed in Gen.Choose(0, int.MaxValue)
                    select (grid, ratio, kind, seed);
        Prop.ForAll(cases.ToArbitrary(), item =>
        {
            var (grid, ratio, kind, seed) = item;
            var cells = grid.Image / grid.Cell;
            IMaskStrategy strategy = kind switch
            {
                0 => new RandomMask(grid.Image, grid.Token, grid.Cell, ratio),
                1 => new BlockwiseMask(grid.Image, grid.Token, grid.Cell, ratio),
                4 when cells % 2 == 0 => new GridMask(grid.Image, grid.Token, grid.Cell),
                2 => new RandomMask(grid.Image, grid.Token, grid.Cell, ratio, MaskRounding.KeptDown),
                3 => new RandomMask(grid.Image, grid.Token, grid.Cell, ratio, MaskRounding.HiddenDown),
                _ => new SquareMask(grid.Image, grid.Token, grid.Cell, 1 + (int)(ratio * (cells - 1))),
            };
            var random = new SampleRandom((ulong)seed);
            var mask = Enumerable.Repeat((byte)7, strategy.GridSize * strategy.GridSize).ToArray();
            strategy.Draw(ref random, mask);
            Assert.All(mask, value => Assert.InRange(value, 0, 1));
            Assert.Equal(strategy.MaskedCount, mask.Sum(value => value));
            AssertWholeCells(mask, strategy.GridSize, grid.Cell / grid.Token);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(192, 32, 0.1, 4)]
    [InlineData(192, 32, 0.2, 8)]
    [InlineData(192, 32, 0.3, 11)]
    [InlineData(192, 32, 0.4, 15)]
    [InlineData(192, 32, 0.5, 18)]
    [InlineData(192, 32, 0.6, 22)]
    [InlineData(192, 32, 0.7, 26)]
    [InlineData(192, 32, 0.8, 29)]
    [InlineData(192, 32, 0.9, 33)]
    [InlineData(192, 64, 0.1, 1)]
    [InlineData(192, 64, 0.2, 2)]
    [InlineData(224, 32, 0.6, 30)]
    public void A_ratio_hides_as_many_cells_as_SimMIM(int image, int cell, double ratio, int expected) =>
        Assert.Equal(expected, new RandomMask(image, cell, cell, ratio).MaskedCount);

    [Theory]
    [InlineData(0.07, 7)]
    [InlineData(0.14, 14)]
    [InlineData(0.28, 28)]
    [InlineData(0.55, 55)]
    [InlineData(0.56, 56)]
    [InlineData(0.57, 57)]
    public void Rounding_errors_of_a_ratio_hide_no_extra_cell(double ratio, int expected) =>
        Assert.Equal(expected, new RandomMask(100, 10, 10, ratio).MaskedCount);

    [Theory]
    [InlineData(7, 0.5, 24)]
    [InlineData(4, 0.5, 8)]
    [InlineData(7, 0.75, 36)]
    [InlineData(10, 0.29, 28)] // 100 * 0.29 is 28.999999999999996 in binary, for the official code as well
    [InlineData(4, 0, 0)]
    [InlineData(4, 1, 16)]
    public void MixMIM_hides_the_share_rounded_down(int cells, double ratio, int expected) =>
        Assert.Equal(expected, new MaskSettings { Strategy = "random-floor", CellSize = 0, Ratio = ratio }.Create(8 * cells, 8).MaskedCount);

    [Fact]
    public void Random_masks_hide_every_cell_equally_often()
    {
        var strategy = new RandomMask(192, 32, 32, 0.4);
        var counts = new int[36];
        var mask = new byte[36];
        const int draws = 20_000;
        for (var draw = 0; draw < draws; draw++)
        {
            var random = SampleRandom.For(1, 0, draw, 0);
            strategy.Draw(ref random, mask);
            for (var i = 0; i < 36; i++) counts[i] += mask[i];
        }
        Assert.All(counts, count => Assert.InRange(count / (double)draws, 15 / 36.0 - 0.02, 15 / 36.0 + 0.02));
    }

    [Fact]
    public void Block_wise_masks_are_made_of_rectangles_and_reach_the_border()
    {
        var strategy = new BlockwiseMask(192, 16, 16, 0.4);
        var mask = new byte[144];
        var corners = 0;
        var neighbours = 0;
        for (var draw = 0; draw < 500; draw++)
        {
            var random = SampleRandom.For(2, 0, draw, 0);
            strategy.Draw(ref random, mask);
            corners += mask[143];
            for (var i = 0; i < 143; i++) neighbours += i % 12 < 11 && mask[i] == 1 && mask[i + 1] == 1 ? 1 : 0;
        }
        Assert.True(corners > 10, $"the last cell was hidden {corners} times in 500");
        // Independent cells would have about 132 * 0.4 * 0.4 = 21 hidden pairs.
        Assert.True(neighbours / 500.0 > 35, $"{neighbours / 500.0} hidden pairs");
    }

    [Fact]
    public void A_square_appears_at_every_place_where_it_fits()
    {
        var strategy = new SquareMask(192, 32, 32, 3);
        var places = new HashSet<int>();
        var mask = new byte[36];
        for (var draw = 0; draw < 1000; draw++)
        {
            var random = SampleRandom.For(3, 0, draw, 0);
            strategy.Draw(ref random, mask);
            places.Add(Array.IndexOf(mask, (byte)1));
        }
        Assert.Equal(16, places.Count);
    }

    [Fact]
    public void A_grid_keeps_the_same_corner_of_every_two_by_two_cells_and_each_corner_equally_often()
    {
        var strategy = new GridMask(224, 16, 16); // 14 x 14 cells
        Assert.Equal(147, strategy.MaskedCount);
        var mask = new byte[196];
        var corners = new int[4];
        for (var draw = 0; draw < 4000; draw++)
        {
            var random = SampleRandom.For(4, 0, draw, 0);
            strategy.Draw(ref random, mask);
            var kept = Enumerable.Range(0, 4).Single(i => mask[i / 2 * 14 + i % 2] == 0);
            corners[kept]++;
            for (var cell = 0; cell < 196; cell++) Assert.Equal(cell / 14 % 2 * 2 + cell % 2 == kept ? 0 : 1, mask[cell]);
        }
        Assert.All(corners, count => Assert.InRange(count, 900, 1100));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.9999)]
    [InlineData(0.99)]
    [InlineData(0.75)]
    [InlineData(0.02)]
    public void Block_wise_masks_of_any_ratio_hide_equally_much_in_every_image(double ratio)
    {
        foreach (var (image, minimum) in new[] { (224, 16), (32, 4), (48, 1) })
        {
            var strategy = new BlockwiseMask(image, image == 224 ? 16 : 4, image == 224 ? 16 : 4, ratio, minimum);
            var counts = MaskStatistics.Sample(strategy, 300, seed: 3).Select(mask => mask.Sum(value => value)).Distinct();
            Assert.Equal([(int)Math.Floor(strategy.GridSize * strategy.GridSize * ratio + 1e-6)], counts);
        }
    }

    [Fact]
    public void The_same_generator_gives_the_same_mask()
    {
        foreach (IMaskStrategy strategy in new IMaskStrategy[] { new RandomMask(64, 4, 8, 0.6), new BlockwiseMask(64, 4, 8, 0.6), new SquareMask(64, 4, 8, 3), new GridMask(64, 4, 8) })
        {
            byte[] first = new byte[256], second = new byte[256];
            SampleRandom a = SampleRandom.For(9, 1, 2, 3), b = a;
            strategy.Draw(ref a, first);
            strategy.Draw(ref b, second);
            Assert.Equal(first, second);
        }
    }

    [Theory]
    [InlineData("random", 48, 0.6, "cellSize")]
    [InlineData("random", 10, 0.6, "cellSize")]
    [InlineData("random", 32, 1.5, "ratio")]
    [InlineData("random", 32, double.NaN, "ratio")]
    [InlineData("blockwise", 32, -0.1, "ratio")]
    [InlineData("grids", 32, 0.6, "strategy")]
    [InlineData("grid", 16, 0.6, "mask.ratio is 0.6: set it to 0.75")]
    [InlineData("grid", 32, 0.75, "cellSize 32 makes 7 cells")]
    [InlineData("Random", 32, 0.6, "random, random-kept, random-floor, blockwise, grid or square")]
    public void Settings_that_make_no_sense_name_the_field(string strategy, int cell, double ratio, string field)
    {
        var settings = new MaskSettings { Strategy = strategy, CellSize = cell, Ratio = ratio };
        Assert.Contains(field, Assert.Throws<UserError>(() => settings.Create(224, 16)).Message);
    }

    [Fact]
    public void A_square_larger_than_the_image_is_refused() =>
        Assert.Contains("cellsPerSide", Assert.Throws<UserError>(() => new MaskSettings { Strategy = "square", CellsPerSide = 8 }.Create(224, 16)).Message);

    [Fact]
    public void Cell_size_zero_means_one_token() =>
        Assert.Equal(118, new MaskSettings { CellSize = 0 }.Create(224, 16).MaskedCount);

    [Fact]
    public void A_buffer_of_the_wrong_size_is_refused() => Assert.Throws<ArgumentException>(() =>
    {
        var random = new SampleRandom(1);
        new RandomMask(64, 16, 16, 0.5).Draw(ref random, new byte[15]);
    });

    private static void AssertWholeCells(byte[] mask, int grid, int cell)
    {
        for (var row = 0; row < grid; row++)
            for (var column = 0; column < grid; column++)
                Assert.Equal(mask[row / cell * cell * grid + column / cell * cell], mask[row * grid + column]);
    }
}
