using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.ValueTests;

/// <summary>The default generator is global, so these run alone.</summary>
[Collection("alone")]
public sealed class RandomTests
{
    [Fact]
    public void The_same_seed_gives_the_same_numbers_as_PyTorch()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        float[] numbers = rand(3).data<float>().ToArray();
        Assert.Equal([0.88226926f, 0.91500396f, 0.38286376f], numbers);
        manual_seed(42);
        Assert.Equal(numbers, rand(3).data<float>().ToArray());
        Assert.Equal(42, initial_seed());
    }

    [Fact]
    public void A_generator_of_its_own_does_not_move_the_default_one()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var expected = rand(4);
        manual_seed(1);
        using var own = new Generator(7);
        var first = randn(4, generator: own);
        Assert.True(expected.Equals(rand(4)));
        own.manual_seed(7);
        Assert.True(first.Equals(randn(4, generator: own)));
        Assert.Equal(7, own.initial_seed());
    }

    [Fact]
    public void A_state_put_back_repeats_what_followed_it()
    {
        using var scope = NewDisposeScope();
        byte[] state = Engine.GetRngState(CPU);
        var first = randn(5);
        Engine.SetRngState(CPU, state);
        Assert.True(first.Equals(randn(5)));
        var tensorState = get_rng_state();
        var next = rand(5);
        set_rng_state(tensorState);
        Assert.True(next.Equals(rand(5)));
        Assert.Throws<TorchException>(() => Engine.SetRngState(CPU, [1, 2, 3]));
    }

    [Fact]
    public void Random_tensors_have_the_distribution_asked_for()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        var uniform = empty(20_000).uniform_(2, 4);
        Assert.InRange(uniform.min().ToDouble(), 2, 2.01);
        Assert.InRange(uniform.max().ToDouble(), 3.99, 4);
        Assert.InRange(normal(1, 2, [20_000]).std().ToDouble(), 1.9, 2.1);
        Assert.InRange(empty(20_000).bernoulli_(0.3).mean().ToDouble(), 0.28, 0.32);
        Assert.Equal([0L, 1, 2, 3, 4], randperm(5).sort().Item1.data<long>().ToArray());
        var integers = randint(3, 6, [1000]);
        Assert.Equal(3, integers.min().ToInt64());
        Assert.Equal(5, integers.max().ToInt64());
        Assert.Equal(1, tensor(new float[] { 0, 1, 0 }).multinomial(1).item<long>());
        Assert.True(rand_like(integers, float32).max().ToDouble() < 1);
    }
}
