using MimLab.Backbones;
using MimLab.Heads;
using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Tests.Heads;

[Collection("torch")]
public class HeadTests
{
    private static readonly VisionTransformerConfig Encoder = new() { ImageSize = 16, PatchSize = 4, Width = 24, Depth = 2, Heads = 3 };

    public static TheoryData<string, int> Heads => new() { { "linear", 24 }, { "mlp", 24 }, { "mlp", 20 }, { "inverse-vit", 24 }, { "inverse-vit", 20 } };

    [Fact]
    public void The_perceptron_is_two_layers_with_a_GELU_on_each_token()
    {
        using var scope = NewDisposeScope();
        var head = new HeadConfig { Kind = "mlp", Width = 10 }.Create(6, 4, 5);
        var tokens = randn(2, 4, 6);
        var state = head.state_dict();
        var expected = NaiveMatrix.From(tokens[1]).Linear(state["fc1.weight"], Numbers(state["fc1.bias"]))
            .Map((x, _, _) => NaiveMatrix.Gelu(x)).Linear(state["fc2.weight"], Numbers(state["fc2.bias"]));
        AssertEqual(expected, head.call(tokens)[1]);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public void The_inverse_transformer_is_positions_then_blocks_over_all_tokens_then_a_linear_layer(int encoderWidth)
    {
        using var scope = NewDisposeScope();
        manual_seed(encoderWidth);
        var head = new HeadConfig { Kind = "inverse-vit", Width = 8, Depth = 2, Heads = 2, MlpRatio = 3 }.Create(encoderWidth, 4, 5);
        using (no_grad()) foreach (var parameter in head.parameters()) parameter.add_(randn_like(parameter) * 0.3);
        var tokens = randn(2, 4, encoderWidth);
        var state = head.state_dict();
        Assert.Equal(encoderWidth != 8, state.ContainsKey("embed.weight"));
        double[] Vector(string name) => Numbers(state[name]);

        var x = NaiveMatrix.From(tokens[1]);
        if (encoderWidth != 8) x = x.Linear(state["embed.weight"], Vector("embed.bias"));
        x = x.Plus(NaiveMatrix.From(state["pos_embed"][0]));
        foreach (var block in new[] { "blocks.0.", "blocks.1." })
        {
            double[] bias = [.. Vector(block + "attn.q_bias"), .. new double[8], .. Vector(block + "attn.v_bias")];
            var qkv = x.Norm(Vector(block + "norm1.weight"), Vector(block + "norm1.bias"), 1e-6).Linear(state[block + "attn.qkv.weight"], bias);
            x = x.Plus(NaiveMatrix.Attend(qkv, 2).Linear(state[block + "attn.proj.weight"], Vector(block + "attn.proj.bias")));
            var hidden = x.Norm(Vector(block + "norm2.weight"), Vector(block + "norm2.bias"), 1e-6)
                .Linear(state[block + "mlp.fc1.weight"], Vector(block + "mlp.fc1.bias")).Map((v, _, _) => NaiveMatrix.Gelu(v));
            x = x.Plus(hidden.Linear(state[block + "mlp.fc2.weight"], Vector(block + "mlp.fc2.bias")));
        }
        x = x.Norm(Vector("norm.weight"), Vector("norm.bias"), 1e-6).Linear(state["pred.weight"], Vector("pred.bias"));
        AssertEqual(x, head.call(tokens)[1]);
    }

    [Fact]
    public void The_default_draws_and_computes_what_a_linear_head_behind_the_encoder_does()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var model = new SimMim(new SimMimConfig { Encoder = Encoder });
        manual_seed(3);
        _ = new VisionTransformer(Encoder with { MaskToken = true });
        var head = new LinearHead(24, 48);
        var state = model.state_dict();
        Assert.True(head.state_dict()["0.weight"].Equals(state["decoder.0.weight"]));
        Assert.True(head.state_dict()["0.bias"].Equals(state["decoder.0.bias"]));
        Assert.Equal(2, state.Keys.Count(name => name.StartsWith("decoder.")));
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void Gradients_are_slopes_of_the_loss(string kind, int width)
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var model = Model(kind, width);
        var images = randn(2, 3, 16, 16, ScalarType.Float64);
        var mask = rand(2, 4, 4) > 0.4;
        GradientCheck.Run(model, images, mask);
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void One_batch_can_be_learned_by_heart(string kind, int width)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var model = Model(kind, width);
        var images = randn(2, 3, 4, 4).repeat_interleave(4, 2).repeat_interleave(4, 3); // one colour for each patch
        var mask = rand(2, 4, 4) > 0.5;
        LearningCheck.Run(model, images, mask, 0.45, steps: 300, rate: 6e-3);
        Assert.Equal([2L, 3, 16, 16], model.Reconstruct(images, mask).shape);
    }

    [Fact]
    public void Weight_decay_spares_the_heads_positions_and_vectors()
    {
        var model = Model("inverse-vit", 20);
        foreach (var name in new[] { "decoder.pos_embed", "decoder.embed.bias", "decoder.blocks.1.attn.q_bias", "decoder.norm.weight" })
            Assert.False(model.Decays(name), name);
        foreach (var name in new[] { "decoder.embed.weight", "decoder.blocks.1.attn.qkv.weight", "decoder.pred.weight" })
            Assert.True(model.Decays(name), name);
    }

    private static SimMim Model(string kind, int width) =>
        new(new SimMimConfig { Encoder = Encoder, Head = new() { Kind = kind, Width = width, Depth = 2, Heads = 2 } });

    private static double[] Numbers(Tensor vector) => [.. vector.detach().to(ScalarType.Float64).data<double>().ToArray()];

    private static void AssertEqual(NaiveMatrix expected, Tensor actual)
    {
        var given = NaiveMatrix.From(actual);
        Assert.Equal((expected.Rows, expected.Columns), (given.Rows, given.Columns));
        for (var r = 0; r < given.Rows; r++)
            for (var c = 0; c < given.Columns; c++) Assert.Equal(expected[r, c], given[r, c], 1e-4);
    }
}
