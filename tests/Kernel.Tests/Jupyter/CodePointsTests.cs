using FsCheck;
using FsCheck.Fluent;
using MimLab.Kernel.Jupyter;

namespace Kernel.Tests.Jupyter;

public class CodePointsTests
{
    [Theory]
    [InlineData("abc", 2, 2)]
    [InlineData("\ud83d\ude00a", 1, 2)]
    [InlineData("\ud83d\ude00a", 2, 3)]
    [InlineData("abc", 9, 3)]
    [InlineData("abc", -1, 0)]
    [InlineData("", 0, 0)]
    public void A_place_in_code_points_becomes_one_in_UTF16_units(string text, int points, int units) =>
        Assert.Equal(units, CodePoints.ToUnits(text, points));

    [Fact]
    public void There_and_back_is_the_same_place_and_counts_as_runes_do()
    {
        Gen<string> pieces = Gen.Elements("a", "\n", "é", "\ud83d\ude00", "\ud83d", "中").ArrayOf().Select(string.Concat);
        Prop.ForAll(pieces.ToArbitrary(), text =>
        {
            int points = text.EnumerateRunes().Count();
            return CodePoints.FromUnits(text, text.Length) == points
                && Enumerable.Range(0, points + 1).All(point => CodePoints.FromUnits(text, CodePoints.ToUnits(text, point)) == point);
        }).QuickCheckThrowOnFailure();
    }
}
