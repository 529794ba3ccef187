using System.Text.Json;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Weights;

public class PositionTablesTests
{
    [Fact]
    public void Relative_tables_are_interpolated_as_SciPy_does_in_the_published_procedure()
    {
        using var scope = NewDisposeScope();
        using var cases = JsonDocument.Parse(File.ReadAllText(GoldenWeights.File("relative-tables.json")));
        foreach (var item in cases.RootElement.EnumerateArray())
        {
            int source = item.GetProperty("source").GetInt32(), target = item.GetProperty("target").GetInt32();
            var values = item.GetProperty("table").EnumerateArray().Select(value => value.GetSingle()).ToArray();
            var expected = item.GetProperty("expected").EnumerateArray().Select(value => value.GetSingle()).ToArray();
            foreach (var extra in new[] { 0, 3 })
            {
                var first = tensor([.. values, .. Enumerable.Range(0, extra).Select(row => 100f + row)]);
                var table = stack([first, first * -2], 1);                                             // [rows, 2 heads]
                var resized = PositionTables.ResizeRelative(table, target * target + extra)!;
                Assert.Equal([target * target + extra, 2L], resized.shape);
                var wanted = tensor([.. expected, .. Enumerable.Range(0, extra).Select(row => 100f + row)]);
                Assert.InRange((resized - stack([wanted, wanted * -2], 1)).abs().max().item<float>(), 0, 5e-5);
            }
        }
    }

    [Fact]
    public void Absolute_positions_are_interpolated_between_patch_centres_by_the_cubic_of_Keys()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var positions = randn(1, 17, 2);
        var resized = PositionTables.ResizeAbsolute(positions, 37)!;
        Assert.True(resized.narrow(1, 0, 1).eq(positions.narrow(1, 0, 1)).all().item<bool>());
        for (var y = 0; y < 6; y++)
            for (var x = 0; x < 6; x++)
                for (var channel = 0; channel < 2; channel++)
                    Assert.Equal(Bicubic(positions, channel, y, x, 4, 6), resized[0, 1 + y * 6 + x, channel].item<float>(), 1e-5);
    }

    [Fact]
    public void Without_a_class_token_every_position_is_in_the_grid() =>
        Assert.Equal([1L, 25, 3], PositionTables.ResizeAbsolute(zeros(1, 9, 3), 25)!.shape);

    [Fact]
    public void What_is_no_square_grid_is_left_alone()
    {
        using var scope = NewDisposeScope();
        Assert.Null(PositionTables.ResizeAbsolute(zeros(1, 12, 3), 17));
        Assert.Null(PositionTables.ResizeAbsolute(zeros(3), 17));
        Assert.Null(PositionTables.ResizeRelative(zeros(30, 2), 49));
        Assert.Null(PositionTables.ResizeRelative(zeros(9, 2), 49)); // three offsets determine no cubic
    }

    private static double Bicubic(Tensor positions, int channel, int y, int x, int from, int to)
    {
        static double Weight(double distance) => (Math.Abs(distance), -0.75) switch
        {
            (<= 1 and var d, var a) => (a + 2) * d * d * d - (a + 3) * d * d + 1,
            (< 2 and var d, var a) => a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a,
            _ => 0,
        };
        double row = (y + 0.5) * from / to - 0.5, column = (x + 0.5) * from / to - 0.5, sum = 0;
        for (var i = (int)Math.Floor(row) - 1; i <= (int)Math.Floor(row) + 2; i++)
            for (var j = (int)Math.Floor(column) - 1; j <= (int)Math.Floor(column) + 2; j++)
                sum += Weight(row - i) * Weight(column - j)
                    * positions[0, 1 + Math.Clamp(i, 0, from - 1) * from + Math.Clamp(j, 0, from - 1), channel].item<float>();
        return sum;
    }

    [Fact]
    public void Tables_without_width_and_tables_beyond_measure_are_left_alone()
    {
        using var scope = NewDisposeScope();
        Assert.Null(PositionTables.ResizeAbsolute(zeros(1, 5, 0), 10));
        Assert.Null(PositionTables.ResizeRelative(zeros(49, 0), 121));
        Assert.Null(PositionTables.ResizeRelative(zeros(1025 * 1025, 1), 49)); // its spline would take minutes
    }
}
