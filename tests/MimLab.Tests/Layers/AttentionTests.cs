using MimLab.Layers;
using static TorchSharp.torch;

namespace MimLab.Tests.Layers;

[Collection("torch")]
public class AttentionTests
{
    private const int Batch = 2, Tokens = 5, Width = 6, Heads = 2, HeadWidth = Width / Heads; // a grid of 2 x 2 and a class token

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Attention_is_the_weighted_mean_of_values_computed_one_by_one(bool ownBias, bool sharedBias)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var attention = new Attention(Width, Heads, gridSize: ownBias ? 2 : null);
        using (no_grad()) foreach (var parameter in attention.parameters()) parameter.normal_();
        var x = randn(Batch, Tokens, Width);
        var shared = sharedBias ? randn(Heads, Tokens, Tokens) : null;
        var output = attention.Attend(x, shared);

        var state = attention.state_dict();
        var bias = zeros(Heads, Tokens, Tokens);
        if (shared is not null) bias = bias + shared;
        if (ownBias) bias = bias + state["relative_position_bias_table"].index_select(0, state["relative_position_index"].view(-1)).view(Tokens, Tokens, Heads).permute(2, 0, 1);
        Assert.Equal(Naive(x, state, bias), output.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.All(attention.Weights(x, shared).sum(-1).data<float>().ToArray(), sum => Assert.Equal(1, sum, 5));
    }

    [Fact]
    public void Without_qkv_bias_there_are_no_bias_parameters()
    {
        var names = new Attention(Width, Heads, qkvBias: false).state_dict().Keys;
        Assert.Equal(["proj.bias", "proj.weight", "qkv.weight"], names.Order());
    }

    private static float[] Naive(Tensor input, Dictionary<string, Tensor> state, Tensor biases)
    {
        var x = input.data<float>().ToArray();
        var qkv = state["qkv.weight"].data<float>().ToArray();
        float[] qBias = state["q_bias"].data<float>().ToArray(), vBias = state["v_bias"].data<float>().ToArray();
        float[] proj = state["proj.weight"].data<float>().ToArray(), projBias = state["proj.bias"].data<float>().ToArray();
        var bias = biases.data<float>().ToArray();
        double Project(int part, int b, int n, int channel) => Enumerable.Range(0, Width).Sum(i => (double)x[(b * Tokens + n) * Width + i] * qkv[(part * Width + channel) * Width + i])
            + (part switch { 0 => qBias[channel], 2 => vBias[channel], _ => 0 });

        var result = new float[Batch * Tokens * Width];
        for (var b = 0; b < Batch; b++)
            for (var n = 0; n < Tokens; n++)
            {
                var merged = new double[Width];
                for (var h = 0; h < Heads; h++)
                {
                    var logits = Enumerable.Range(0, Tokens).Select(m => Enumerable.Range(h * HeadWidth, HeadWidth)
                        .Sum(c => Project(0, b, n, c) * Project(1, b, m, c)) / Math.Sqrt(HeadWidth) + bias[(h * Tokens + n) * Tokens + m]).ToArray();
                    var weights = logits.Select(value => Math.Exp(value - logits.Max())).ToArray();
                    for (var c = h * HeadWidth; c < (h + 1) * HeadWidth; c++)
                        merged[c] = Enumerable.Range(0, Tokens).Sum(m => weights[m] * Project(2, b, m, c)) / weights.Sum();
                }
                for (var c = 0; c < Width; c++)
                    result[(b * Tokens + n) * Width + c] = (float)(projBias[c] + Enumerable.Range(0, Width).Sum(i => merged[i] * proj[c * Width + i]));
            }
        return result;
    }
}
