using MimLab.Masking;

namespace MimLab.Data;

/// <summary>How a <see cref="Loader"/> makes batches.</summary>
public sealed record LoaderOptions
{
    /// <summary>Images in a batch.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Seed of the order, the augmentation and the masks.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether every epoch has its own random order; otherwise images come by index.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>
    /// Whether every batch has exactly <see cref="BatchSize"/> images (training): the rest of an epoch is left out, and an
    /// unreadable image is replaced by the next readable one of the epoch's order. Otherwise (evaluation) the last batch may be
    /// smaller and unreadable images are left out.
    /// </summary>
    public bool DropLast { get; init; } = true;

    /// <summary>Worker threads; 0 does the work in the calling thread. The result does not depend on it.</summary>
    public int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);

    /// <summary>How many finished batches may wait.</summary>
    public int Prefetch { get; init; } = 3;

    /// <summary>Draws a mask for every sample; null for none.</summary>
    public IMaskStrategy? Masks { get; init; }

    /// <summary>
    /// Whether all images of a batch have the same mask, as MixMIM needs it, which follows from the batch's place in its epoch.
    /// </summary>
    public bool OneMaskPerBatch { get; init; }

    /// <summary>Sets whose decoded images fit in this many bytes are kept in memory.</summary>
    public long CacheBytes { get; init; } = 512L << 20;

    /// <summary>Whether batches lie in page-locked memory, for faster copies to a GPU.</summary>
    public bool PinMemory { get; init; }

    /// <summary>Stops the workers and the enumeration with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Stop { get; init; }
}
