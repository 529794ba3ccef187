using MimLab.Evaluation;
using MimLab.Tests.Training;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Tests.Evaluation;

[Collection("torch")]
public class FrozenEncoderTests
{
    [Theory]
    [InlineData(TokenPooling.Mean, false)]
    [InlineData(TokenPooling.Class, false)]
    [InlineData(TokenPooling.ClassAndMean, false)]
    [InlineData(TokenPooling.Class, true)]
    [InlineData(TokenPooling.Mean, true)]
    public void Tokens_are_pooled_as_the_probe_asks(TokenPooling pooling, bool finalNorm)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var recipe = TinyRecipe.Load(folder);
        var context = TinyRecipe.Context(folder, "run");
        using var frozen = new FrozenEncoder(recipe, null, context);
        manual_seed(context.Seed);
        var encoder = recipe.Model.AnyEncoderShape().Create();
        ((nn.Module)encoder).eval();
        var images = randn(3, 3, 32, 32);

        int[] blocks = finalNorm ? [1] : [1, 0];
        var pooled = frozen.Pooled(images, blocks, new ProbeSettings { Pooling = pooling, FinalNorm = finalNorm });

        using var trace = encoder.Trace(images);
        Assert.Equal(blocks.Length, pooled.Length);
        foreach (var (block, vector) in blocks.Zip(pooled))
        {
            var tokens = finalNorm ? trace.Output : trace.Blocks[block]; // [3, 1 + 16, 32]
            var (first, rest) = (tokens[TensorIndex.Colon, 0], tokens.slice(1, 1, 17, 1).sum([1]) / 16);
            var expected = pooling switch { TokenPooling.Mean => rest, TokenPooling.Class => first, _ => cat([first, rest], 1) };
            Assert.True(vector.allclose(expected, 1e-5, 1e-6));
        }
        if (!finalNorm) return;
        var lengths = frozen.Pooled(images, [1], new ProbeSettings { Pooling = TokenPooling.Class, FinalNorm = true })[0].pow(2).mean([1]);
        Assert.True(lengths.allclose(ones(3), 1e-2, 1e-2)); // a layer norm at its start leaves a mean square of 1
    }
}
