using MimLab.Runner.Benchmarks;
using MimLab.Training;

namespace Runner.Tests.Benchmarks;

public class LossToleranceTests
{
    [Fact]
    public void Losses_may_differ_by_rounding_and_by_no_more()
    {
        Assert.Null(LossTolerance.Complaint(Precision.Fp32, (1, 0.8, 0.8000008), (5, 0.7, 0.7)));
        Assert.Null(LossTolerance.Complaint(Precision.Bf16, (1, 0.8, 0.8008), (5, 0.7, 0.7)));
        Assert.Equal(
            "The losses part: at step 5 it is 0.5 with PyTorch and 0.6 with MimLab, 2e-1 apart where 3e-5 is allowed, so the two do not compute the same.",
            LossTolerance.Complaint(Precision.Fp32, (1, 0.8, 0.8), (5, 0.5, 0.6)));
        Assert.StartsWith("The losses part: at step 1 ", LossTolerance.Complaint(Precision.Bf16, (1, 0.8, 0.81), (5, 0.5, 0.6)), StringComparison.Ordinal);
        Assert.NotNull(LossTolerance.Complaint(Precision.Bf16, (1, double.NaN, 0.8)));
    }
}
