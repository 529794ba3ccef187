using FsCheck;
using FsCheck.Fluent;
using MimLab.Runner.Display;

namespace Runner.Tests.Display;

public class QuantityTests
{
    [Theory]
    [InlineData(2.34, "2.3 s")]
    [InlineData(42, "42 s")]
    [InlineData(250, "4 min 10 s")]
    [InlineData(11100, "3 h 05 min")]
    [InlineData(1054800, "12 days 5 h")]
    [InlineData(3.2e15, "1.01E+08 years")]
    [InlineData(double.NaN, "unknown")]
    public void Durations_read_well(double seconds, string expected) => Assert.Equal(expected, Quantity.Duration(seconds));

    [Theory]
    [InlineData(1_530_000, "1.53 M")]
    [InlineData(86_200, "86.2 k")]
    [InlineData(12, "12")]
    [InlineData(1.058e11, "106 G")]
    public void Large_numbers_are_short(double value, string expected) => Assert.Equal(expected, Quantity.Short(value));

    [Theory]
    [InlineData(0, "0 runs")]
    [InlineData(1, "1 run")]
    [InlineData(12_800, "12,800 runs")]
    public void One_thing_is_not_many(long count, string expected) => Assert.Equal(expected, Quantity.Count(count, "run"));

    [Fact]
    public void Short_numbers_never_have_more_than_nine_characters() =>
        Prop.ForAll<double>(value => !double.IsFinite(value) || Math.Abs(value) is > 1e15 or < 1e-3 || Quantity.Short(value).Length <= 9).QuickCheckThrowOnFailure();
}
