using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.NN;

/// <summary>What the golden numbers cannot show: state, randomness, containers, and refusals.</summary>
public class LayerTests
{
    [Fact]
    public void Batch_normalization_tracks_statistics_and_uses_them_in_evaluation()
    {
        using var scope = NewDisposeScope();
        using var norm = BatchNorm1d(1, momentum: 0.5, affine: false);
        norm.call(tensor(new float[,] { { 1 }, { 3 } }));
        Assert.Equal(1f, norm.running_mean.item<float>());
        Assert.Equal(1.5f, norm.running_var.item<float>());
        Assert.Equal(1L, norm.num_batches_tracked.item<long>());
        norm.eval();
        Assert.Equal(0f, norm.call(tensor(new float[,] { { 1 } })).item<float>());
        Assert.Equal(1L, norm.num_batches_tracked.item<long>());
        norm.reset_running_stats();
        Assert.Equal(0f, norm.running_mean.item<float>());
        Assert.Throws<ArgumentException>(() => norm.call(ones(1, 1, 1, 1)));
    }

    [Fact]
    public void Dropout_keeps_the_mean_in_training_and_is_absent_in_evaluation()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var dropout = Dropout(0.25);
        var dropped = dropout.call(ones(100, 100));
        Assert.Equal(0.25, dropped.eq(0).to(ScalarType.Float32).mean().item<float>(), 0.02);
        Assert.Equal(1.0, dropped.mean().item<float>(), 0.03);
        dropout.eval();
        Assert.Equal(ones(3), dropout.call(ones(3)));
        Assert.Throws<ArgumentException>(() => Dropout(1.5));
    }

    [Fact]
    public void An_embedding_looks_rows_up_and_leaves_padding_without_a_gradient()
    {
        using var scope = NewDisposeScope();
        using var embedding = Embedding(4, 2, padding_idx: -1);
        Assert.Equal(0f, embedding.weight[3].abs().sum().item<float>());
        var picked = embedding.call(tensor(new long[,] { { 0, 3 }, { 1, 1 } }));
        Assert.Equal([2L, 2, 2], picked.shape);
        picked.sum().backward();
        Assert.Equal([1f, 1, 2, 2, 0, 0, 0, 0], embedding.weight.grad!.data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => Embedding(4, 2, padding_idx: 4));
    }

    [Fact]
    public void A_given_embedding_is_frozen_unless_asked_otherwise()
    {
        using var frozen = Embedding_from_pretrained(ones(2, 2));
        using var free = Embedding_from_pretrained(ones(2, 2), freeze: false, max_norm: 1);
        Assert.False(frozen.weight.requires_grad);
        Assert.True(free.weight.requires_grad);
        free.call(tensor(new long[] { 0 }));
        Assert.Equal(1f, free.weight[0].norm().item<float>(), 4);
    }

    [Fact]
    public void One_hot_marks_the_class()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0L, 1, 0, 1, 0, 0], functional.one_hot(tensor(new long[] { 1, 0 }), 3).data<long>().ToArray());
    }

    [Fact]
    public void Layers_without_bias_or_scale_have_no_such_parameter()
    {
        Assert.Null(Linear(2, 2, hasBias: false).bias);
        Assert.Null(LayerNorm(2, bias: false).bias);
        Assert.Empty(LayerNorm(2, elementwise_affine: false).parameters());
        Assert.Null(Conv2d(2, 2, 1, bias: false).bias);
    }

    [Fact]
    public void Impossible_geometry_is_refused_when_the_layer_is_made()
    {
        Assert.Throws<ArgumentException>(() => Conv2d(3, 4, 1, groups: 2));
        Assert.Throws<ArgumentException>(() => GroupNorm(3, 4));
        Assert.Throws<ArgumentException>(() => functional.interpolate(ones(1, 1, 2, 2)));
        Assert.Throws<ArgumentException>(() => functional.interpolate(ones(1, 1, 2, 2), [2, 2, 2]));
        Assert.Throws<ArgumentException>(() => functional.interpolate(ones(1, 1, 2, 2), [2], mode: InterpolationMode.Linear));
    }

    [Fact]
    public void Attention_drops_weights_only_when_asked()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var value = ones(1, 1, 64, 8);
        var kept = functional.scaled_dot_product_attention(value, value, value);
        var dropped = functional.scaled_dot_product_attention(value, value, value, p: 0.5);
        Assert.True(kept.allclose(value));
        Assert.False(dropped.allclose(value));
        Assert.Throws<ArgumentException>(() => functional.scaled_dot_product_attention(value, value, value, ones(64, 64), is_casual: true));
    }

    [Fact]
    public void A_sequence_disposes_what_passes_between_its_modules()
    {
        using var sequence = Sequential(("in", Linear(4, 4)), ("act", GELU()), ("out", Linear(4, 4)));
        using var input = ones(2, 4);
        using var gradients = no_grad();
        using (var scope = NewDisposeScope())
        {
            using (sequence.call(input)) Assert.Equal(1, scope.DisposablesCount);
        }
        Assert.False(input.IsInvalid);
        Assert.Equal(["in", "act", "out"], sequence.named_children().Select(child => child.name));
        Assert.Equal(["act", "out"], sequence[1..].named_children().Select(child => child.name));
        Assert.IsType<GELU>(sequence[1]);
        sequence.append("more", Identity());
        Assert.Equal(4, sequence.Count);
    }

    [Fact]
    public void Lists_keep_their_registration_in_step()
    {
        Linear a = Linear(1, 1), b = Linear(1, 2), c = Linear(1, 3);
        using var list = ModuleList(a, b);
        list.Insert(0, c);
        Assert.Equal([c, a, b], list.children());
        list.RemoveAt(1);
        Assert.Equal(["0", "1"], list.named_children().Select(child => child.name));
        Assert.Equal([c, b], list.children());
        list[0] = a;
        Assert.Equal([a, b], list);
        using var named = ModuleDict(("x", a), ("y", b));
        named["x"] = c;
        Assert.Equal(["y.weight", "y.bias", "x.weight", "x.bias"], named.named_parameters().Select(entry => entry.name));
        using var parameters = ParameterList(new Parameter(ones(1)), new Parameter(ones(2)));
        Assert.Equal(["0", "1"], parameters.state_dict().Keys);
    }

    [Fact]
    public void Loss_modules_equal_their_functions()
    {
        using var scope = NewDisposeScope();
        Tensor input = GoldenTests.Wave([3, 4], 1), target = GoldenTests.Wave([3, 4], 2), classes = tensor(new long[] { 1, 0, 3 });
        Assert.Equal(functional.mse_loss(input, target), MSELoss().call(input, target));
        Assert.Equal(functional.l1_loss(input, target, Reduction.Sum), L1Loss(Reduction.Sum).call(input, target));
        Assert.Equal(functional.smooth_l1_loss(input, target, beta: 2), SmoothL1Loss(beta: 2).call(input, target));
        Assert.Equal(functional.huber_loss(input, target, 0.5), HuberLoss(0.5).call(input, target));
        Assert.Equal(functional.cross_entropy(input, classes), CrossEntropyLoss().call(input, classes));
        Assert.Equal(functional.binary_cross_entropy_with_logits(input, target.sigmoid()), BCEWithLogitsLoss().call(input, target.sigmoid()));
    }
}
