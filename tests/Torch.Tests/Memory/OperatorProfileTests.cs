using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.MemoryTests;

/// <summary>A profile listens to every thread, so these run alone.</summary>
[Collection("alone")]
public sealed class OperatorProfileTests
{
    private static OperatorProfile Watched(Action work, int mostCalls = 0)
    {
        var profile = new OperatorProfile(mostCalls);
        using (NewDisposeScope()) work();
        profile.Stop();
        return profile;
    }

    private static OperatorTime Of(OperatorProfile profile, string name) => Assert.Single(profile.Operators, o => o.Name == name);

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 2)]
    public void A_product_moves_its_inputs_and_its_result(bool half, int size)
    {
        var type = half ? bfloat16 : float32;
        using Tensor left = ones(30, 50, dtype: type), right = ones(50, 70, dtype: type);
        var product = Of(Watched(() => { for (var i = 0; i < 3; i++) left.mm(right); }), "aten::mm");
        Assert.Equal(3, product.Calls);
        Assert.Equal(3 * size * (30 * 50 + 50 * 70 + 30 * 70), product.Bytes);
        Assert.InRange(product.SelfSeconds, 1e-9, product.TotalSeconds);
    }

    [Fact]
    public void What_moves_nothing_counts_no_bytes()
    {
        using var x = ones(64, 64);
        var profile = Watched(() =>
        {
            x.view(-1);
            x.t();
            x.expand(5, 64, 64);
            x.to(float32); // is it already
            empty(1000);
        });
        Assert.All(profile.Operators, o => Assert.Equal(0, o.Bytes));
        Assert.Contains(profile.Operators, o => o.Name == "aten::view");
        Assert.Contains(profile.Operators, o => o.Name == "aten::empty");
    }

    [Fact]
    public void Writing_counts_once_and_in_place_twice()
    {
        using Tensor x = ones(100), y = ones(100, dtype: bfloat16);
        Assert.Equal(400 + 200, Of(Watched(() => x.copy_(y)), "aten::copy_").Bytes);
        Assert.Equal(400, Of(Watched(() => x.zero_()), "aten::zero_").Bytes);
        Assert.Equal(400 + 400 + 400, Of(Watched(() => x.add_(x)), "aten::add_").Bytes);
    }

    [Fact]
    public void A_broadcast_input_counts_what_is_behind_it()
    {
        using Tensor x = ones(100, 100), row = ones(1, 100).expand(100, 100);
        Assert.Equal(40_000 + 400 + 40_000, Of(Watched(() => _ = x + row), "aten::add").Bytes);
    }

    [Fact]
    public void What_an_operator_calls_is_counted_there()
    {
        using var x = ones(100, 100).t();
        var profile = Watched(() => x.contiguous());
        Assert.Equal(0, Of(profile, "aten::contiguous").Bytes);
        Assert.Equal(80_000, Of(profile, "aten::copy_").Bytes);
        Assert.True(Of(profile, "aten::contiguous").SelfSeconds < Of(profile, "aten::contiguous").TotalSeconds);
    }

    [Fact]
    public void A_training_step_shows_by_parts_with_own_operators_and_nodes()
    {
        using var scope = NewDisposeScope();
        var layer = nn.Linear(8, 8);
        using var optimizer = Engine.CreateAdamW([new AdamWGroup([layer.weight!, layer.bias!], 0.05)]);
        var x = randn(4, 8);
        using var profile = new OperatorProfile(mostCalls: 1000);
        profile.Part = "forward";
        var loss = layer.call(x).pow(2).mean();
        profile.Part = "backward";
        loss.backward();
        profile.Part = "update";
        optimizer.Step(1);
        profile.Stop();

        Assert.Equal("forward", Of(profile, "aten::addmm").Part);
        Assert.Equal("backward", Of(profile, "AddmmBackward0").Part);
        Assert.Equal("update", Of(profile, "mimlab::adamw_").Part);
        // Reads four numbers for each weight, writes three; and a factor.
        Assert.Equal(4 * (64 + 8) * 7 + 4, Of(profile, "mimlab::adamw_").Bytes);
        Assert.Equal(4 * (64 + 8) + 4, Of(profile, "mimlab::grad_norm").Bytes);
        Assert.Equal("Float[8], Float[4, 8], Float[8, 8]", Assert.Single(profile.Calls, c => c.Name == "aten::addmm").Inputs);
    }

    [Fact]
    public void Calls_of_a_thread_lie_within_each_other_or_apart()
    {
        using var x = randn(32, 32, requires_grad: true);
        var calls = Watched(() => x.matmul(x).softmax(-1).sum().backward(), mostCalls: 1000).Calls;
        Assert.True(calls.Count > 10);
        foreach (var thread in calls.GroupBy(c => c.Thread))
        {
            var open = new Stack<OperatorCall>();
            foreach (var call in thread.OrderBy(c => c.Start).ThenByDescending(c => c.Duration))
            {
                Assert.True(call.Duration >= 0);
                while (open.TryPeek(out var outer) && outer.Start + outer.Duration <= call.Start) open.Pop();
                if (open.TryPeek(out var around)) Assert.True(call.Start + call.Duration <= around.Start + around.Duration);
                open.Push(call);
            }
        }
    }

    [Fact]
    public void Every_thread_counts()
    {
        using var x = ones(4);
        var profile = Watched(() =>
        {
            var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() => { for (var i = 0; i < 100; i++) x.exp().Dispose(); })).ToList();
            threads.ForEach(t => t.Start());
            threads.ForEach(t => t.Join());
        }, mostCalls: 10_000);
        Assert.Equal(400, Of(profile, "aten::exp").Calls);
        Assert.Equal(4, profile.Calls.Where(c => c.Name == "aten::exp").Select(c => c.Thread).Distinct().Count());
    }

    [Fact]
    public void Only_so_many_calls_are_kept_and_all_are_counted()
    {
        using var x = ones(4);
        var profile = Watched(() => { for (var i = 0; i < 10; i++) x.exp(); }, mostCalls: 3);
        Assert.Equal(3, profile.Calls.Count);
        Assert.Equal(7, profile.CallsLeftOut);
        Assert.Equal(10, Of(profile, "aten::exp").Calls);
    }

    [Fact]
    public void Nothing_is_heard_after_the_end_and_a_second_profile_may_begin()
    {
        using var x = ones(4);
        using var first = new OperatorProfile();
        Assert.Contains("already", Assert.Throws<TorchException>(() => new OperatorProfile()).Message, StringComparison.Ordinal);
        first.Stop();
        x.exp().Dispose();
        Assert.DoesNotContain(first.Operators, o => o.Name == "aten::exp");
        Assert.Throws<ObjectDisposedException>(() => first.Part = "late");
        Assert.Equal(1, Of(Watched(() => x.exp()), "aten::exp").Calls);
    }

    [Fact]
    public void Nodes_of_own_functions_have_names_like_others()
    {
        using var x = randn(4, 4, requires_grad: true);
        var profile = Watched(() => Engine.Recomputed(inputs => inputs[0].exp(), [x], []).sum().backward());
        Assert.Contains(profile.Operators, o => o.Name == "RecomputeBackward");
        Assert.Contains(profile.Operators, o => o.Name == "SumBackward0");
    }

    [Fact]
    public void Gradients_are_taken_and_not_copied_while_it_listens()
    {
        using var x = ones(1000, requires_grad: true);
        var profile = Watched(() => x.exp().sum().backward());
        Assert.DoesNotContain(profile.Operators, o => o.Name is "aten::clone" or "aten::new_empty_strided");
    }
}
