using MimLab.Layers;
using static TorchSharp.torch;

namespace MimLab.Tests.Layers;

[Collection("torch")]
public class LayerTests
{
    [Fact]
    public void Patchify_reads_each_patch_colour_by_colour_and_row_by_row()
    {
        using var scope = NewDisposeScope();
        var layer = new PatchEmbedding(3, 2, 5);
        var images = arange(2 * 3 * 4 * 4, ScalarType.Float32).view(2, 3, 4, 4);
        var patches = layer.Patchify(images);
        Assert.Equal([2L, 4, 12], patches.shape);
        // Patch 1 of image 0 is the top right corner.
        Assert.Equal([2f, 3, 6, 7, 18, 19, 22, 23, 34, 35, 38, 39], patches[0, 1].data<float>().ToArray());
        Assert.True(layer.Unpatchify(patches).eq(images).all().item<bool>());
    }

    [Fact]
    public void Patch_embedding_is_the_convolution_it_is_stored_as()
    {
        using var scope = NewDisposeScope();
        var layer = new PatchEmbedding(3, 4, 7);
        var images = randn(2, 3, 8, 8);
        var state = layer.state_dict();
        var expected = nn.functional.conv2d(images, state["proj.weight"], state["proj.bias"], strides: [4, 4]).flatten(2).transpose(1, 2);
        Assert.True((layer.call(images) - expected).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Pairs_at_the_same_offset_share_a_bias_and_no_other_pairs_do()
    {
        using var scope = NewDisposeScope();
        const int grid = 3, tokens = 10;
        var index = RelativePositionBias.PairIndex(grid).data<long>().ToArray();
        var rows = new Dictionary<string, long>();
        for (var i = 0; i < tokens; i++)
            for (var j = 0; j < tokens; j++)
            {
                var offset = i == 0 && j == 0 ? "itself" : i == 0 ? "from" : j == 0 ? "to"
                    : $"{(i - 1) / grid - (j - 1) / grid},{(i - 1) % grid - (j - 1) % grid}";
                Assert.Equal(rows.TryGetValue(offset, out var row) ? row : rows[offset] = index[i * tokens + j], index[i * tokens + j]);
            }
        Assert.Equal(RelativePositionBias.TableRows(grid), rows.Count);
        Assert.Equal(Enumerable.Range(0, rows.Count).Select(row => (long)row), rows.Values.Order());
    }

    [Fact]
    public void Drop_path_skips_whole_samples_in_training_and_keeps_the_mean()
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        var layer = new DropPath(0.25);
        layer.train();
        var values = layer.call(ones(4000, 2, 3)).view(4000, 6).data<float>().ToArray().Chunk(6).ToArray();
        Assert.All(values, sample => Assert.True(sample.All(value => value == 0) || sample.All(value => Math.Abs(value - 1 / 0.75f) < 1e-6)));
        Assert.Equal(1, values.Average(sample => sample[0]), 0.05);
        layer.eval();
        Assert.True(layer.call(ones(3, 2)).eq(1).all().item<bool>());
        Assert.Throws<UserError>(() => new DropPath(1));
    }

    [Fact]
    public void Truncation_at_one_standard_deviation_leaves_half_of_it()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var values = zeros(200_000);
        Initialization.TruncatedNormal(values, cut: 1);
        Assert.InRange(values.abs().max().item<float>(), 0.0199, 0.02);
        Assert.Equal(0.0108, values.std().item<float>(), 4);
        Assert.Equal(0, values.mean().item<float>(), 4);
    }
}
