namespace MimLab.Data;

/// <summary>
/// Makes batches ahead of time on worker threads. Order, augmentation and masks of an epoch are functions of (seed, epoch,
/// index): the number of workers, the cache, and whether a run was resumed at batch k change nothing.
/// </summary>
public sealed class Loader : IDisposable
{
    private readonly Stack<SampleMaker> makers = [];
    private readonly Stack<BatchBuffer> free = [];
    private bool disposed;

    /// <summary>A loader.</summary>
    /// <param name="data">The images; small sets are kept in memory once decoded.</param>
    /// <param name="augmentation">What happens to each image.</param>
    /// <param name="options">Batch size, seed, workers, masks.</param>
    /// <exception cref="UserError">There are fewer images than a batch holds, or an option is out of its range.</exception>
    public Loader(IImageDataset data, Augmentation augmentation, LoaderOptions options)
    {
        if (options.BatchSize < 1) throw new UserError($"The batch size is {options.BatchSize}; use at least 1.");
        if (options.Workers is < 0 or > 256) throw new UserError($"{options.Workers} workers were asked for; use 0 to 256.");
        if (options.Prefetch < 1) throw new UserError($"The number of batches to prefetch is {options.Prefetch}; "
            + "use at least 1.");
        if (data.Count == 0) throw new UserError($"{data.Name} has no images.");
        if (options.DropLast && data.Count < options.BatchSize)
            throw new UserError($"{data.Name} has {data.Count} images, fewer than one batch of {options.BatchSize}; "
                + "use a smaller batch.");
        Data = CachedImages.InFrontOf(data, options.CacheBytes);
        Augmentation = augmentation;
        Options = options;
        BatchesPerEpoch = options.DropLast ? data.Count / options.BatchSize : (data.Count + options.BatchSize - 1) / options.BatchSize;
    }

    /// <summary>The images, behind a cache where that helps.</summary>
    public IImageDataset Data { get; }

    /// <summary>What happens to each image.</summary>
    public Augmentation Augmentation { get; }

    /// <summary>The options.</summary>
    public LoaderOptions Options { get; }

    /// <summary>Batches in an epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>
    /// The batches of an epoch from <paramref name="firstBatch"/> on; nothing is decoded for those before it. Dispose each batch
    /// when done with it. Leaving the enumeration early stops the workers.
    /// </summary>
    /// <param name="epoch">The epoch's number, from 0.</param>
    /// <param name="firstBatch">Where to start, for a resumed run.</param>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    /// <exception cref="UserError">No readable image is left.</exception>
    public IEnumerable<Batch> Epoch(int epoch, int firstBatch = 0)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchesPerEpoch);
        return Batches(epoch, firstBatch);
    }

    /// <summary>The order of an epoch: the image at each position.</summary>
    public int[] Order(int epoch)
    {
        var order = new int[Data.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        if (Options.Shuffle) SampleRandom.For(Options.Seed, epoch, 0, RandomStreams.Order).Shuffle<int>(order);
        return order;
    }

    /// <summary>Frees the batches' memory.</summary>
    public void Dispose()
    {
        lock (free)
        {
            disposed = true;
            while (free.TryPop(out var buffer)) buffer.Dispose();
        }
    }

    // Not a ConcurrentBag: its items hang on their thread, and as a maker knows its loader, every loader with its cache would
    // stay alive.
    internal SampleMaker RentMaker()
    {
        lock (makers) return makers.TryPop(out var maker) ? maker : new SampleMaker(this);
    }

    internal void Return(SampleMaker maker)
    {
        lock (makers) makers.Push(maker);
    }

    internal BatchBuffer RentBuffer()
    {
        lock (free)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (free.TryPop(out var buffer)) return buffer;
        }
        return new BatchBuffer(Options.BatchSize, Augmentation.Size, Options.Masks?.GridSize, Options.PinMemory);
    }

    internal void Return(BatchBuffer buffer)
    {
        lock (free)
        {
            if (disposed) buffer.Dispose();
            else free.Push(buffer);
        }
    }

    private IEnumerable<Batch> Batches(int epoch, int firstBatch)
    {
        using var work = new EpochWork(this, epoch, firstBatch);
        var any = firstBatch > 0;
        for (var index = firstBatch; index < BatchesPerEpoch; index++)
        {
            var batch = work.Next();
            if (batch is null) continue;
            any = true;
            yield return batch;
        }
        if (!any) throw new UserError($"No image of {Data.Name} could be read. {Data.Unreadable.Summary()}");
    }
}
