using System.Runtime.ExceptionServices;

namespace MimLab.Data;

/// <summary>
/// One pass over an epoch. Workers take samples one at a time from the open batches; the enumerating thread opens batches, at
/// most Prefetch ahead, and is the only one that touches tensors.
/// </summary>
internal sealed class EpochWork : IDisposable
{
    private readonly Loader loader;
    private readonly int epoch;
    private readonly int[] order;
    private readonly Queue<Slot> open = new();
    private readonly Slot?[] slots;
    private readonly Thread[] threads;
    private readonly object gate = new();
    private readonly CancellationTokenRegistration registration;
    private readonly int batchSize;
    private int nextBatch;
    private int nextSample;
    private int openUntil;
    private bool stopped;
    private ExceptionDispatchInfo? failure;

    public EpochWork(Loader loader, int epoch, int firstBatch)
    {
        (this.loader, this.epoch) = (loader, epoch);
        batchSize = loader.Options.BatchSize;
        order = loader.Order(epoch);
        nextBatch = firstBatch;
        nextSample = openUntil = firstBatch * batchSize;
        slots = new Slot?[loader.Options.Prefetch];
        threads = new Thread[loader.Options.Workers];
        registration = loader.Options.Stop.Register(Stop);
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = $"loader {i}" };
            threads[i].Start();
        }
    }

    /// <summary>The next batch; null when none of its images could be read.</summary>
    public Batch? Next()
    {
        loader.Options.Stop.ThrowIfCancellationRequested();
        var ahead = threads.Length == 0 ? 1 : slots.Length;
        while (open.Count < ahead && nextBatch < loader.BatchesPerEpoch) Open(nextBatch++);
        var slot = open.Peek();
        if (threads.Length == 0) MakeAll(slot);
        else Await(slot);
        open.Dequeue();
        var count = loader.Options.DropLast ? slot.Rows : slot.Buffer.Compact(slot.Rows);
        if (count > 0) return new Batch(slot.Buffer, epoch, slot.Index, count, batch => loader.Return(batch.Buffer));
        loader.Return(slot.Buffer);
        return null;
    }

    public void Dispose()
    {
        registration.Dispose();
        Stop();
        foreach (var thread in threads) thread.Join();
        // Only now does nobody write to these any more.
        foreach (var slot in open) loader.Return(slot.Buffer);
    }

    private void Open(int index)
    {
        var rows = Math.Min(batchSize, order.Length - index * batchSize);
        var slot = new Slot(index, loader.RentBuffer(), rows);
        open.Enqueue(slot);
        lock (gate)
        {
            slots[index % slots.Length] = slot;
            openUntil = index * batchSize + rows;
            Monitor.PulseAll(gate);
        }
    }

    private void MakeAll(Slot slot)
    {
        var maker = loader.RentMaker();
        for (var row = 0; row < slot.Rows; row++)
        {
            loader.Options.Stop.ThrowIfCancellationRequested();
            maker.Make(slot.Buffer, row, order, slot.Index * batchSize + row, epoch);
        }
        loader.Return(maker);
    }

    private void Await(Slot slot)
    {
        lock (gate)
        {
            while (slot.Remaining > 0 && !stopped && failure is null) Monitor.Wait(gate);
            failure?.Throw();
            if (slot.Remaining == 0) return;
        }
        loader.Options.Stop.ThrowIfCancellationRequested();
        throw new ObjectDisposedException(nameof(Loader));
    }

    private void Stop()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }
    }

    private void Work()
    {
        var maker = loader.RentMaker();
        try
        {
            while (Take() is var (slot, position))
            {
                maker.Make(slot.Buffer, position - slot.Index * batchSize, order, position, epoch);
                if (Interlocked.Decrement(ref slot.Remaining) == 0)
                {
                    lock (gate) Monitor.PulseAll(gate);
                }
            }
        }
        catch (Exception problem)
        {
            lock (gate)
            {
                failure ??= ExceptionDispatchInfo.Capture(problem);
                stopped = true;
                Monitor.PulseAll(gate);
            }
        }
        loader.Return(maker);
        ImageDecoder.EndThread();
    }

    private (Slot Slot, int Position)? Take()
    {
        lock (gate)
        {
            while (!stopped && nextSample >= openUntil) Monitor.Wait(gate);
            if (stopped) return null;
            var position = nextSample++;
            return (slots[position / batchSize % slots.Length]!, position);
        }
    }

    private sealed class Slot(int index, BatchBuffer buffer, int rows)
    {
        public int Remaining = rows;

        public int Index { get; } = index;

        public BatchBuffer Buffer { get; } = buffer;

        public int Rows { get; } = rows;
    }
}
