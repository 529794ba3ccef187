using MimLab.Backbones;
using MimLab.Evaluation;
using MimLab.Figures;
using static TorchSharp.torch;

namespace MimLab.Tests.Evaluation;

[Collection("torch")]
public class AttentionDistanceTests
{
    [Fact]
    public void The_distance_is_the_weighted_mean_counted_pair_by_pair()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        const int grid = 3, patch = 4, tokens = grid * grid + 1;
        var weights = rand(2, 5, tokens, tokens).softmax(-1);
        var flat = weights.data<float>().ToArray();
        double Weight(int image, int head, int from, int to) => flat[((image * 5 + head) * tokens + from) * tokens + to];

        var measured = AttentionDistance.OfHeads(weights, patch);
        Assert.Equal(5, measured.Count);
        for (var head = 0; head < 5; head++)
        {
            var mean = 0.0;
            for (var image = 0; image < 2; image++)
                for (var from = 1; from < tokens; from++)
                {
                    double sum = 0, all = 0;
                    for (var to = 1; to < tokens; to++)
                    {
                        // Centres of the patches, in pixels of the image.
                        double dx = ((from - 1) % grid + 0.5) * patch - ((to - 1) % grid + 0.5) * patch;
                        double dy = ((from - 1) / grid + 0.5) * patch - ((to - 1) / grid + 0.5) * patch;
                        sum += Weight(image, head, from, to) * Math.Sqrt(dx * dx + dy * dy);
                        all += Weight(image, head, from, to);
                    }
                    mean += sum / all / (2 * grid * grid);
                }
            Assert.Equal(mean, measured[head], 1e-4);
        }
    }

    [Fact]
    public void A_head_that_sees_itself_looks_nowhere_and_one_that_sees_a_neighbour_looks_one_patch_far()
    {
        using var scope = NewDisposeScope();
        var self = eye(5).view(1, 1, 5, 5);
        Assert.Equal([0.0], AttentionDistance.OfHeads(self, 8));
        // Patches 0 1 / 2 3 behind the class token: each asks its neighbour in the row.
        var neighbour = self.index_select(3, tensor(new long[] { 0, 2, 1, 4, 3 }));
        Assert.Equal([8.0], AttentionDistance.OfHeads(neighbour, 8));
        Assert.Equal(AttentionDistance.Uniform(2, 8), AttentionDistance.OfHeads(ones(1, 1, 5, 5) / 5, 8)[0], 1e-5);
        Assert.Equal((8 + 8 + 8 * Math.Sqrt(2)) / 4, AttentionDistance.Uniform(2, 8), 1e-5);
    }

    [Fact]
    public void Patches_that_look_at_the_class_token_alone_are_left_out_and_a_head_of_only_such_looks_nowhere()
    {
        using var scope = NewDisposeScope();
        var mixed = eye(5).index_select(1, tensor(new long[] { 0, 2, 1, 4, 3 })); // each patch asks its neighbour in the row
        mixed[3] = mixed[4] = mixed[0]; // but two of the four only the class token
        var heads = stack([mixed, mixed[0].expand(5, 5)]).unsqueeze(0); // [1, 2, 5, 5]
        Assert.Equal([8.0, 0.0], AttentionDistance.OfHeads(heads, 8));
    }

    [Fact]
    public void Blocks_and_heads_of_an_encoder_are_measured_whatever_the_batch()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var encoder = new VisionTransformer(new() { ImageSize = 16, PatchSize = 4, Width = 24, Depth = 2, Heads = 3 });
        using (no_grad()) foreach (var parameter in encoder.parameters()) parameter.add_(randn_like(parameter) * 0.3);
        encoder.eval();
        var images = randn(5, 3, 16, 16);
        var whole = AttentionDistance.OfBlocks(encoder, images);
        var parts = AttentionDistance.OfBlocks(encoder, images, batch: 2);
        Assert.Equal((2, 3), (whole.Count, whole[1].Count));
        using var trace = encoder.Trace(images, attention: true);
        for (var block = 0; block < 2; block++)
            for (var head = 0; head < 3; head++)
            {
                Assert.Equal(AttentionDistance.OfHeads(trace.Attention[block], 4)[head], whole[block][head], 1e-5);
                Assert.Equal(whole[block][head], parts[block][head], 1e-4);
            }
        Assert.True(whole.SelectMany(heads => heads).Distinct().Count() == 6);
    }

    [Fact]
    public void Weights_without_a_square_grid_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("[1, 1, 4, 4]", Assert.Throws<ArgumentException>(() => AttentionDistance.OfHeads(ones(1, 1, 4, 4), 4)).Message);
        Assert.Contains("[5, 5]", Assert.Throws<ArgumentException>(() => AttentionDistance.OfHeads(ones(5, 5), 4)).Message);
    }

    [Fact]
    public void The_chart_has_a_line_for_each_encoder_and_one_for_attention_everywhere()
    {
        double[][] near = [[1, 3], [2, 6]], far = [[7, 9], [8, 8]];
        var one = AttentionDistanceChart.Create("one", near, 12).Panels[0];
        Assert.Equal([3, 6], one.Series.Single(s => s.Name == "farthest head").Points.Select(p => p.Y));
        Assert.Equal([2, 4], one.Series.Single(s => s.Name == "mean of the heads").Points.Select(p => p.Y));
        Assert.Equal([1, 2], one.Series.Single(s => s.Name == "nearest head").Points.Select(p => p.Y));
        var two = AttentionDistanceChart.Compare("two", [("near", near), ("far", far)], 12).Panels[0];
        Assert.Equal([8, 8], two.Series.Single(s => s.Name == "far").Points.Select(p => p.Y));
        Assert.Equal(12, two.Band!.Mean);
        Assert.Equal("mean attention distance (px)", two.Y.Label);
    }
}
