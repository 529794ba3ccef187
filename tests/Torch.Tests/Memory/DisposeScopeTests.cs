using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests.MemoryTests;

public sealed class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it()
    {
        Tensor x, y;
        using (var scope = NewDisposeScope())
        {
            x = ones(2);
            y = x + 1;
            Assert.Equal(2, scope.DisposablesCount);
            Assert.True(scope.Contains(y));
        }
        Assert.True(x.IsInvalid);
        Assert.True(y.IsInvalid);
    }

    [Fact]
    public void What_is_moved_out_belongs_to_the_scope_around()
    {
        using var outer = NewDisposeScope();
        Tensor x, detached;
        using (NewDisposeScope())
        {
            x = ones(2).MoveToOuterDisposeScope();
            detached = ones(2).DetachFromDisposeScope();
        }
        Assert.False(x.IsInvalid);
        Assert.False(detached.IsInvalid);
        Assert.True(outer.Contains(x));
        Assert.False(outer.Contains(detached));
        outer.DisposeEverything();
        Assert.True(x.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void What_leaves_the_outermost_scope_is_free()
    {
        Tensor x;
        using (NewDisposeScope()) x = ones(2).MoveToOuterDisposeScope();
        Assert.False(x.IsInvalid);
        x.Dispose();
    }

    [Fact]
    public void Everything_but_what_is_kept_goes()
    {
        using var scope = NewDisposeScope();
        var keep = ones(1);
        var go = ones(1);
        Assert.Same(keep, scope.DisposeEverythingBut(keep));
        Assert.False(keep.IsInvalid);
        Assert.True(go.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void Disposing_by_hand_takes_a_tensor_out_of_its_scope()
    {
        using var scope = NewDisposeScope();
        var x = ones(1);
        x.Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void A_tensor_may_join_another_tensors_scope()
    {
        using var outer = NewDisposeScope();
        var anchor = ones(1);
        Tensor x;
        using (NewDisposeScope()) x = ones(1).MoveToOtherDisposeScope(anchor);
        Assert.False(x.IsInvalid);
        Assert.True(outer.Contains(x));
    }

    [Fact]
    public void Only_the_result_of_a_wrapped_expression_survives()
    {
        Tensor? inner = null;
        var result = WrappedTensorDisposeScope(() =>
        {
            inner = ones(2);
            return inner + 1;
        });
        Assert.True(inner!.IsInvalid);
        Assert.False(result.IsInvalid);
        result.Dispose();
    }

    [Fact]
    public void Scopes_of_different_threads_do_not_see_each_other()
    {
        var failures = 0;
        var threads = Enumerable.Range(0, 8).Select(seed => new Thread(() =>
        {
            for (int round = 0; round < 200; round++)
            {
                using var scope = NewDisposeScope();
                var x = full(4, seed);
                for (int k = 0; k < 10; k++) x = x + 1;
                if (scope.DisposablesCount != 11 || x[0].item<long>() != seed + 10) Interlocked.Increment(ref failures);
            }
            if (CurrentDisposeScope is not null) Interlocked.Increment(ref failures);
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Equal(0, failures);
    }

    [Fact]
    public void A_tensor_may_be_disposed_by_another_thread_than_its_scopes()
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [.. Enumerable.Range(0, 1000).Select(_ => ones(1))];
        Parallel.ForEach(tensors, t => t.Dispose());
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Nothing_is_put_into_a_scope_that_another_thread_has_ended()
    {
        using var outer = NewDisposeScope();
        var scope = NewDisposeScope();
        var thread = new Thread(scope.Dispose);
        thread.Start();
        thread.Join();
        var x = ones(2);
        Assert.Same(outer, CurrentDisposeScope);
        Assert.True(outer.Contains(x));
        Assert.False(scope.Contains(x));
    }

    [Fact]
    public void Scopes_may_end_in_the_wrong_order()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        var kept = ones(2);
        outer.Dispose();
        kept.MoveToOuterDisposeScope();
        inner.Dispose();
        Assert.Null(CurrentDisposeScope);
        Assert.False(kept.IsInvalid);
        using var x = ones(2);
        Assert.Equal((0, 0), (outer.DisposablesCount, inner.DisposablesCount));
        kept.Dispose();
    }

    [Fact]
    public void Statistics_count_this_threads_scoped_tensors()
    {
        DisposeScopeManager.Statistics.Reset();
        using (NewDisposeScope())
        {
            ones(1).DetachFromDisposeScope().Dispose();
            _ = ones(1);
        }
        Assert.Equal(2, DisposeScopeManager.Statistics.CreatedInScopeCount);
        Assert.Equal(1, DisposeScopeManager.Statistics.DetachedFromScopeCount);
        Assert.Equal(1, DisposeScopeManager.Statistics.DisposedInScopeCount);
    }
}
