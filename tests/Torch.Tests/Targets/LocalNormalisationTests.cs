using MimLab.Torch.Tests.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.Targets;

/// <summary><see cref="Engine.FusedLocalNormalisation"/> against windows that are cut out one by one.</summary>
[Collection("alone")]
public class LocalNormalisationTests
{
    private static readonly Operator Operator = new("mimlab::local_normalisation");

    // In float64, every window by itself.
    private static Tensor Plain(Tensor images, int window)
    {
        var exact = images.to(ScalarType.Float64);
        var result = zeros_like(exact);
        long height = exact.size(2), width = exact.size(3), reach = window / 2;
        for (var y = 0L; y < height; y++)
            for (var x = 0L; x < width; x++)
            {
                long top = Math.Max(0, y - reach), left = Math.Max(0, x - reach);
                var seen = exact.narrow(2, top, Math.Min(height, y + reach + 1) - top).narrow(3, left, Math.Min(width, x + reach + 1) - left);
                var mean = seen.mean([2, 3], keepdim: true);
                var away = seen - mean;
                var variance = away.square().sum([2, 3], keepdim: true) / Math.Max(1, seen.size(2) * seen.size(3) - 1);
                result.narrow(2, y, 1).narrow(3, x, 1).copy_((exact.narrow(2, y, 1).narrow(3, x, 1) - mean) / (variance + 1e-6).sqrt());
            }
        return result;
    }

    [Theory]
    [InlineData(2, 3, 9, 12, 5)]
    [InlineData(1, 2, 12, 9, 5)]
    [InlineData(1, 1, 20, 33, 7)]
    [InlineData(2, 1, 5, 4, 47)]    // every window is the image
    [InlineData(1, 1, 1, 6, 3)]     // a single row
    [InlineData(1, 1, 6, 1, 3)]     // a single column
    [InlineData(1, 1, 1, 1, 3)]     // a single pixel
    [InlineData(0, 3, 8, 8, 3)]     // an empty batch
    public void Every_pixel_is_normalised_over_its_own_window(long batch, long colours, long height, long width, int window)
    {
        using var scope = NewDisposeScope();
        manual_seed(31);
        var images = randn(batch, colours, height, width) * 3 + 5;
        Compared.Close("float32", Plain(images, window), Engine.FusedLocalNormalisation(images, window)!, 1e-6);
        images = images.to(ScalarType.Float64);
        Compared.Close("float64", Plain(images, window), Engine.FusedLocalNormalisation(images, window)!, 1e-11);
    }

    [Fact]
    public void Contrast_is_kept_in_a_bright_image()
    {
        using var scope = NewDisposeScope();
        manual_seed(32);
        var images = randn([1, 1, 40, 50], ScalarType.Float64) * 1e-3 + 1000;
        Compared.Close("bright", Plain(images, 9), Engine.FusedLocalNormalisation(images, 9)!, 1e-8);
    }

    [Fact]
    public void Images_may_lie_in_any_order_and_get_no_gradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(33);
        var images = randn(2, 7, 11, 3).permute(0, 3, 1, 2).requires_grad_(true);
        var result = Engine.FusedLocalNormalisation(images, 5)!;
        Compared.Close("permuted", Plain(images.detach(), 5), result, 1e-6);
        Assert.False(result.requires_grad);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() => Compared.OnAnyThreads(() =>
    {
        manual_seed(34);
        return [Compared.Bits(Engine.FusedLocalNormalisation(randn(4, 3, 31, 37), 9)!)];
    });

    [Fact]
    public void What_it_does_not_take_is_left_to_the_caller_or_named()
    {
        using var scope = NewDisposeScope();
        Assert.Null(Engine.FusedLocalNormalisation(zeros([1, 1, 4, 4], ScalarType.BFloat16), 3));
        Assert.Contains("images are [B, C, H, W], but these have the shape [4, 4]", Message(zeros(4, 4), 3));
        Assert.Contains("a window is odd and at least 3, not 4", Message(zeros(1, 1, 4, 4), 4));
        Assert.Contains("a window is odd and at least 3, not 1", Message(zeros(1, 1, 4, 4), 1));
        Assert.Contains("float32 or float64 on the CPU, not Long", Message(zeros([1, 1, 4, 4], ScalarType.Int64), 3));

        static string Message(Tensor images, int window) => Assert.ThrowsAny<TorchException>(() => Operator.Call(images, window)).Message;
    }
}
