using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Torch.Tests.MemoryTests;

/// <summary>Other tests' tensors would disturb the counting, so these run alone.</summary>
[Collection("alone")]
public sealed class MemoryTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void Ten_thousand_training_steps_leave_resident_memory_flat()
    {
        using var outer = NewDisposeScope();
        int threads = Engine.Threads;
        Engine.Threads = 1;
        using var model = Sequential(Linear(16, 32), GELU(), LayerNorm(32), Linear(32, 4));
        var optimizer = optim.AdamW(model.parameters(), lr: 1e-3);
        var x = randn(8, 16);
        var y = randn(8, 4);
        Run(2_000);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Resident();
        (long bytes, long tensors) = (Engine.AllocatedBytes, Tensor.TotalCount);
        // 5 % over the remaining 8,000 steps. A leak grows in every round; what the rest of the process takes meanwhile does not.
        const int rounds = 4;
        long least = Enumerable.Range(0, rounds).Min(_ => Grown());
        Engine.Threads = threads;
        Assert.InRange(least, long.MinValue, before / 20 / rounds);
        Assert.InRange(Engine.AllocatedBytes - bytes, long.MinValue, 0);
        Assert.InRange(Tensor.TotalCount - tensors, long.MinValue, 0);

        long Grown()
        {
            long earlier = Resident();
            Run(8_000 / rounds);
            return Resident() - earlier;
        }

        void Run(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                var loss = (model.forward(x) - y).pow(2).mean() * 0.5;
                loss.backward();
                optimizer.step();
            }
        }
    }

    [Fact]
    public void A_thousand_undisposed_temporaries_of_a_mebibyte_do_not_pile_up()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long counted = Engine.AllocatedBytes;
        long most = 0;
        for (int k = 0; k < 1_000; k++)
        {
            _ = ones(1 << 18);
            most = Math.Max(most, Engine.AllocatedBytes - counted);
        }
        Assert.InRange(most, 2 * MiB, 700 * MiB);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(Engine.AllocatedBytes - counted, long.MinValue, 2 * MiB);
    }

    [Fact]
    public void Bytes_are_counted_while_a_tensor_owns_them_and_views_own_none()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Engine.AllocatedBytes;
        var x = ones(1 << 18);
        Assert.Equal(MiB, Engine.AllocatedBytes - before);
        var view = x.view(2, -1);
        Assert.Equal(MiB, Engine.AllocatedBytes - before);
        view.Dispose();
        x.Dispose();
        Assert.Equal(0, Engine.AllocatedBytes - before);
    }

    [Fact]
    public void A_converted_module_is_counted_as_what_it_has_become()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Engine.AllocatedBytes;
        var model = Linear(512, 512, hasBias: false);
        Assert.Equal(MiB, Engine.AllocatedBytes - before);
        model.to(float64);
        Assert.Equal(2 * MiB, Engine.AllocatedBytes - before);
        model.half();
        Assert.Equal(MiB / 2, Engine.AllocatedBytes - before);
        model.Dispose();
        Assert.Equal(0, Engine.AllocatedBytes - before);
    }

    [Fact]
    public void A_scalar_costs_nothing_native()
    {
        using var x = ones(8);
        Grown();
        // A leak grows in every round; what the rest of the process takes meanwhile does not come five times over.
        long least = Enumerable.Range(0, 5).Min(_ => Grown());
        Assert.InRange(least, long.MinValue, MiB);

        long Grown()
        {
            long before = Resident();
            for (int k = 0; k < 100_000; k++)
            {
                Scalar scalar = k;
                x.fill_(scalar);
            }
            return Resident() - before;
        }
    }

    [Fact]
    public void An_array_under_frombuffer_is_shared_and_let_go_with_the_tensor()
    {
        var array = new float[] { 1, 2, 3, 4 };
        var x = frombuffer(array, float32, count: 2, offset: 1);
        Assert.Equal([2f, 3f], x.data<float>().ToArray());
        array[1] = 7;
        Assert.Equal(7f, x[0].item<float>());
        x.Dispose();
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
