using MimLab.Results;

namespace MimLab.Tests.Results;

public class MeasurementTests
{
    [Fact]
    public void Deviation_is_the_sample_deviation()
    {
        var m = Measurement.Of([2, 4, 4, 4, 5, 5, 7, 9]); // squares about the mean add up to 32
        Assert.Equal(5, m.Mean, 12);
        Assert.Equal(Math.Sqrt(32.0 / 7), m.Deviation!.Value, 12);
        Assert.Equal("5.0 ± 2.1 (n=8)", m.ToText());
    }

    [Fact]
    public void One_seed_has_no_deviation_and_none_has_no_mean()
    {
        Assert.Equal("38.2 (n=1)", Measurement.Of([38.24]).ToText());
        Assert.Equal("–", Measurement.Of([]).ToText());
    }

    [Theory]
    [InlineData(38, 1, 35, 1, Verdict.Higher)] // 3 against a noise of 1.41
    [InlineData(36, 1, 35, 1, Verdict.WithinNoise)]
    [InlineData(32, 1, 35, 1, Verdict.Lower)]
    [InlineData(40, 3, 35, 4, Verdict.WithinNoise)] // exactly the noise of 5
    public void Noise_is_the_root_of_the_sum_of_squared_deviations(double mean, double deviation, double baseline, double baselineDeviation, Verdict expected)
    {
        var difference = new Measurement(mean, deviation, 3).Minus(new Measurement(baseline, baselineDeviation, 3));
        Assert.Equal(mean - baseline, difference.Value, 12);
        Assert.Equal(Math.Sqrt(deviation * deviation + baselineDeviation * baselineDeviation), difference.Noise!.Value, 12);
        Assert.Equal(expected, difference.Verdict);
    }

    [Fact]
    public void A_single_seed_on_either_side_allows_no_verdict()
    {
        Assert.Equal(Verdict.Unknown, Measurement.Of([50]).Minus(Measurement.Of([1, 2])).Verdict);
        Assert.Equal(Verdict.Missing, Measurement.Of([]).Minus(Measurement.Of([1, 2])).Verdict);
    }

    [Theory]
    [InlineData(3.14, "+3.1")]
    [InlineData(-0.42, "−0.4")]
    [InlineData(-0.04, "0.0")]
    public void Differences_carry_their_sign(double value, string expected) => Assert.Equal(expected, new Difference(value, 0.01).Signed());
}
