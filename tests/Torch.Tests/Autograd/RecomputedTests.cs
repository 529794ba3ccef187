using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.AutogradTests;

/// <summary>Activation checkpointing: <see cref="Engine.Recomputed"/>.</summary>
[Collection("alone")]
public sealed class RecomputedTests
{
    private const int Width = 32, Layers = 6;

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Linear first = Linear(Width, 4 * Width);
        private readonly Linear second = Linear(4 * Width, Width);

        public Block() : base(nameof(Block)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return (x + functional.dropout(second.call(functional.gelu(first.call(x))), 0.3)).MoveToOuterDisposeScope();
        }
    }

    private static Tensor Run(IEnumerable<Block> blocks, Tensor x, bool checkpointing)
    {
        foreach (var block in blocks) x = checkpointing ? Engine.Recomputed(inputs => block.call(inputs[0]), [x], block.parameters()) : block.call(x);
        return x;
    }

    private static Block[] NewBlocks()
    {
        manual_seed(3);
        return [.. Enumerable.Range(0, Layers).Select(_ => new Block())];
    }

    private static byte[][] Gradients(bool checkpointing, bool autocast, int passes = 1, bool inputLearns = true)
    {
        using var scope = NewDisposeScope();
        var blocks = NewBlocks();
        var input = randn(16, Width).requires_grad_(inputLearns);
        for (var pass = 0; pass < passes; pass++)
        {
            Tensor loss;
            using (autocast ? Engine.Autocast(DeviceType.CPU, ScalarType.BFloat16) : null) loss = Run(blocks, input, checkpointing).pow(2).mean();
            loss.backward();
        }
        var after = rand(4); // the generator stands where it would stand otherwise
        return [.. blocks.SelectMany(b => b.parameters()).Select(p => p.grad!).Concat(inputLearns ? [input.grad!] : []).Append(after).Select(t => t.bytes.ToArray())];
    }

    [Theory]
    [InlineData(false, 1, true)]
    [InlineData(false, 3, true)]
    [InlineData(true, 1, true)]
    [InlineData(true, 2, true)]
    [InlineData(false, 1, false)]
    public void Gradients_are_those_of_the_plain_way_to_the_last_bit(bool autocast, int passes, bool inputLearns) =>
        Assert.Equal(Gradients(false, autocast, passes, inputLearns), Gradients(true, autocast, passes, inputLearns));

    [Fact]
    public void Frozen_parameters_get_no_gradient_and_others_do()
    {
        using var scope = NewDisposeScope();
        var blocks = NewBlocks();
        foreach (var parameter in blocks[0].parameters()) parameter.requires_grad = false;
        var input = randn(2, Width);
        Run(blocks, input, checkpointing: true).sum().backward();
        Assert.All(blocks[0].parameters(), parameter => Assert.Null(parameter.grad));
        Assert.All(blocks.Skip(1).SelectMany(b => b.parameters()), parameter => Assert.NotNull(parameter.grad));
        Assert.Null(input.grad);
    }

    [Fact]
    public void Several_inputs_each_get_their_gradient()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 2, 3 }, requires_grad: true), y = tensor(new float[] { 5, 7 }, requires_grad: true), fixedOne = ones(2);
        Engine.Recomputed(inputs => inputs[0] * inputs[1] + inputs[2], [x, y, fixedOne], []).sum().backward();
        Assert.Equal([5f, 7f], x.grad!.data<float>().ToArray());
        Assert.Equal([2f, 3f], y.grad!.data<float>().ToArray());
        Assert.Null(fixedOne.grad);
    }

    [Fact]
    public void Memory_between_the_passes_is_the_inputs_alone()
    {
        long plain = Peak(false), checkpointed = Peak(true);
        Assert.Equal(plain, Peak(false)); // the measure repeats exactly
        Assert.True(checkpointed * 2 < plain, $"{checkpointed} bytes with checkpointing, {plain} without");
    }

    private static long Peak(bool checkpointing)
    {
        using var scope = NewDisposeScope();
        var blocks = NewBlocks();
        var input = randn(512, Width);
        foreach (var parameter in blocks.SelectMany(b => b.parameters())) parameter.grad = zeros_like(parameter);
        using var watch = new MemoryWatch();
        using (var step = NewDisposeScope()) Run(blocks, input, checkpointing).sum().backward();
        return watch.PeakBytes;
    }

    [Fact]
    public void Without_gradients_the_part_runs_once_and_keeps_nothing()
    {
        using var scope = NewDisposeScope();
        var (runs, x) = (0, ones(2, requires_grad: true));
        Tensor Part(IReadOnlyList<Tensor> inputs)
        {
            runs++;
            return inputs[0] * 2;
        }
        using (no_grad()) Assert.False(Engine.Recomputed(Part, [x], []).requires_grad);
        Assert.Equal(1, runs);
        Engine.Recomputed(Part, [x], []).sum().backward();
        Assert.Equal(3, runs);
    }

    [Fact]
    public void A_part_that_fails_in_backward_is_an_exception_that_says_so()
    {
        using var scope = NewDisposeScope();
        var (runs, x) = (0, ones(2, requires_grad: true));
        var y = Engine.Recomputed(inputs => runs++ == 0 ? inputs[0] * 2 : throw new InvalidOperationException("out of luck"), [x], []).sum();
        var error = Assert.Throws<TorchException>(() => y.backward());
        Assert.Contains("checkpointed part failed when backward ran it again: out of luck", error.Message, StringComparison.Ordinal);
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_second_derivative_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var y = Engine.Recomputed(inputs => inputs[0] * inputs[0], [x], []).sum();
        var error = Assert.Throws<TorchException>(() => autograd.grad([y], [x], create_graph: true));
        Assert.Contains("cannot be differentiated again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_that_is_dropped_lets_go_of_its_part()
    {
        var held = Drop();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(held.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Drop()
    {
        using var scope = NewDisposeScope();
        var witness = new object();
        Engine.Recomputed(inputs => witness is null ? inputs[0] : inputs[0] * 2, [ones(2, requires_grad: true)], []);
        return new WeakReference(witness);
    }
}
