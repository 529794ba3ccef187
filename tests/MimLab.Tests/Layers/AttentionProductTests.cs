using MimLab.Layers;
using static TorchSharp.torch;

namespace MimLab.Tests.Layers;

/// <summary>The fused attention against the composed one in float64: values and every gradient.</summary>
[Collection("torch")]
public class AttentionProductTests
{
    private const double Float32Tolerance = 3e-6;  // relative to the largest value
    private const double BFloat16Tolerance = 2e-2; // its numbers have 8 bits, and the weights are rounded once more

    [Theory]
    // side, window (0 for none), shifted, heads, head width, bias, temperature
    [InlineData(14, 0, false, 3, 64, true, false)]
    [InlineData(8, 0, false, 2, 32, false, false)]
    [InlineData(12, 6, true, 3, 32, true, false)]
    [InlineData(12, 12, false, 2, 32, true, true)]
    [InlineData(10, 5, true, 2, 7, true, true)]
    [InlineData(6, 2, true, 1, 33, true, false)]
    [InlineData(2, 1, false, 2, 1, true, true)]
    [InlineData(1, 0, false, 1, 5, false, false)]
    public void Fused_and_composed_attention_are_the_same_function(int side, int window, bool shifted, int heads, int headWidth, bool biased, bool cosine)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            using var scope = NewDisposeScope();
            manual_seed(side + heads);
            var grid = window == 0 ? null : new WindowGrid(side, window, shifted);
            int tokens = side * side, places = window == 0 ? tokens : window * window;
            var qkv = randn(2, tokens, 3 * heads * headWidth).to(type).requires_grad_();
            var bias = biased ? randn(heads, places, places).requires_grad_() : null;
            var temperature = cosine ? (rand(heads, 1, 1) * 5 + 1).requires_grad_() : null;
            var slope = randn(2, tokens, heads * headWidth).to(type);

            var output = AttentionProduct.Of(qkv, heads, bias, grid, grid?.Mask(), temperature);
            output.backward([slope]);
            Assert.Equal(type, output.dtype);
            Assert.Equal(type, qkv.grad!.dtype);

            Tensor? Double(Tensor? x) => x?.detach().to(ScalarType.Float64).requires_grad_();
            Tensor wide = Double(qkv)!;
            Tensor? wideBias = Double(bias), wideTemperature = Double(temperature), mask = grid?.Mask()?.to(ScalarType.Float64);
            var expected = AttentionProduct.Composed(wide, heads, wideBias, grid, mask, wideTemperature);
            expected.backward([slope.to(ScalarType.Float64)]);

            var tolerance = type == ScalarType.Float32 ? Float32Tolerance : BFloat16Tolerance;
            Near(expected, output, tolerance, "output");
            Near(wide.grad!, qkv.grad!, tolerance, "gradient of queries, keys and values");
            if (bias is not null) Near(wideBias!.grad!, bias.grad!, tolerance, "gradient of the bias");
            if (temperature is not null) Near(wideTemperature!.grad!, temperature.grad!, tolerance, "gradient of the temperature");
        }
    }

    [Fact]
    public void The_result_does_not_depend_on_the_number_of_threads()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var grid = new WindowGrid(12, 6, true);
        Tensor qkv = randn(3, 144, 3 * 48).requires_grad_(), bias = randn(3, 36, 36).requires_grad_(), slope = randn(3, 144, 48);
        var before = Engine.Threads;
        try
        {
            var runs = new[] { 1, 3 }.Select(threads =>
            {
                Engine.Threads = threads;
                qkv.grad = null;
                bias.grad = null;
                var output = AttentionProduct.Of(qkv, 3, bias, grid, grid.Mask());
                output.backward([slope]);
                return (output, qkv.grad!.clone(), bias.grad!.clone());
            }).ToArray();
            Assert.True(runs[0].output.eq(runs[1].output).all().item<bool>());
            Assert.True(runs[0].Item2.eq(runs[1].Item2).all().item<bool>());
            Assert.True(runs[0].Item3.eq(runs[1].Item3).all().item<bool>());
        }
        finally
        {
            Engine.Threads = before;
        }
    }

    [Fact]
    public void Hidden_pairs_and_large_logits_stay_finite()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var qkv = (randn(1, 16, 3 * 8) * 30).requires_grad_();
        var grid = new WindowGrid(4, 2, false);
        var apart = (rand(4, 4, 4) > 0.5).to(ScalarType.Float32) * -1e30;
        apart.diagonal(0, 1, 2).zero_();
        var output = AttentionProduct.Of(qkv, 2, null, grid, apart);
        output.sum().backward();
        Near(AttentionProduct.Composed(qkv.detach().to(ScalarType.Float64), 2, null, grid, apart.to(ScalarType.Float64)), output, Float32Tolerance, "output");
        Assert.True(qkv.grad!.isfinite().all().item<bool>());
    }

    [Theory]
    [InlineData(-1e30f)]
    [InlineData(float.MinValue)]
    public void A_row_that_is_hidden_everywhere_takes_from_all_alike(float hidden)
    {
        foreach (var (type, tolerance) in new[] { (ScalarType.Float32, Float32Tolerance), (ScalarType.BFloat16, BFloat16Tolerance) })
        {
            using var scope = NewDisposeScope();
            manual_seed(7);
            var qkv = randn(2, 9, 3 * 10).to(type).requires_grad_();
            var wide = qkv.detach().to(ScalarType.Float64).requires_grad_();
            var slope = randn(2, 9, 10).to(type);
            var grid = new WindowGrid(3, 3, false);
            var mask = zeros(1, 9, 9);
            mask.narrow(1, 4, 2).fill_(hidden);
            var output = AttentionProduct.Of(qkv, 2, null, grid, mask);
            output.backward([slope]);
            var expected = AttentionProduct.Composed(wide, 2, null, grid, mask.to(ScalarType.Float64));
            expected.backward([slope.to(ScalarType.Float64)]);
            Near(expected, output, tolerance, "output");
            Near(wide.grad!, qkv.grad!, tolerance, "gradient");
        }
    }

    [Fact]
    public void What_is_no_number_stays_so()
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            using var scope = NewDisposeScope();
            var qkv = ones(1, 5, 3 * 4).to(type);
            qkv[0, 2, 0] = float.NaN;                                               // of one query
            var lost = AttentionProduct.Of(qkv, 1, null).isnan().all(-1);           // [1, 5]
            Assert.Equal(new[] { false, false, true, false, false }, lost.data<bool>().ToArray());
            var nothing = full(1, 5, 5, float.NegativeInfinity);
            Assert.True(AttentionProduct.Of(ones(1, 5, 12).to(type), 1, null, mask: nothing).isnan().all().item<bool>());
        }
    }

    [Fact]
    public void Gradients_flow_where_they_are_wanted_and_only_once()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        Tensor qkv = randn(2, 9, 12), bias = randn(2, 9, 9).to(ScalarType.BFloat16).requires_grad_();
        AttentionProduct.Of(qkv, 2, bias).sum().backward();
        Assert.Null(qkv.grad);
        Assert.Equal(ScalarType.BFloat16, bias.grad!.dtype);

        qkv.requires_grad_();
        var learned = Assert.ThrowsAny<Exception>(() => AttentionProduct.Of(qkv, 2, null, mask: zeros(1, 9, 9).requires_grad_()));
        Assert.Contains("no gradient for a mask", learned.Message);
        var output = AttentionProduct.Of(qkv, 2, null).sum();
        var twice = Assert.ThrowsAny<Exception>(() => autograd.grad([output], [qkv], create_graph: true));
        Assert.Contains("cannot be differentiated again", twice.Message);

        var parts = qkv * 1;
        output = AttentionProduct.Of(parts, 2, null).sum();
        using (no_grad()) parts.add_(1);
        Assert.Contains("modified by an inplace", Assert.ThrowsAny<Exception>(() => output.backward()).Message);
    }

    [Fact]
    public void An_empty_batch_gives_an_empty_output() => Assert.Equal([0L, 9, 4], AttentionProduct.Of(zeros(0, 9, 12), 2, null).shape);

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        var qkv = zeros(1, 4, 12);
        Contains("[1, 4, 12]", () => Engine.FusedAttention(qkv, 5, 1));
        Contains("bias must be [2, 4, 4]", () => Engine.FusedAttention(qkv, 2, 1, bias: zeros(2, 4, 5)));
        Contains("mask must be [2, 2, 2]", () => Engine.FusedAttention(qkv, 2, 1, places: arange(4, ScalarType.Int32).view(2, 2), mask: zeros(1, 2, 2)));
        Contains("each of 4 tokens once", () => Engine.FusedAttention(qkv, 2, 1, places: zeros(2, 2, dtype: ScalarType.Int32)));
        Contains("each of 4 tokens once", () => Engine.FusedAttention(qkv, 2, 1, places: arange(2, 6, ScalarType.Int32).view(2, 2)));

        static void Contains(string part, Func<object?> call) => Assert.Contains(part, Assert.ThrowsAny<Exception>(() => call()).Message);
    }

    private static void Near(Tensor expected, Tensor actual, double tolerance, string what)
    {
        var error = ((actual.to(ScalarType.Float64) - expected).abs().max() / expected.abs().max().clamp(min: 1e-12)).item<double>();
        Assert.True(error <= tolerance, $"{what}: {error:0.0e+0} of the largest value");
    }
}
