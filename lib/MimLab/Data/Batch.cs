using static TorchSharp.torch;

namespace MimLab.Data;

/// <summary>
/// One batch on the CPU. Its tensors live in buffers that the loader reuses: dispose the batch when the step is done
/// (after <c>backward</c>), and keep nothing that shares their memory. Copies made with <c>.to(device)</c> are yours.
/// </summary>
public sealed class Batch : IDisposable
{
    private Action<Batch>? release;

    internal Batch(BatchBuffer buffer, int epoch, int index, int count, Action<Batch> release)
    {
        (Buffer, Epoch, Index, Count, this.release) = (buffer, epoch, index, count, release);
        var whole = count == buffer.Capacity;
        Images = whole ? buffer.Images : buffer.Images.narrow(0, 0, count);
        Labels = whole ? buffer.Labels : buffer.Labels.narrow(0, 0, count);
        Masks = whole ? buffer.Masks : buffer.Masks?.narrow(0, 0, count);
    }

    /// <summary>Normalised images, [B, 3, S, S] float32.</summary>
    public Tensor Images { get; }

    /// <summary>Labels, [B] int64.</summary>
    public Tensor Labels { get; }

    /// <summary>One mask per image, [B, h, w] int64, 1 where hidden; null when the loader draws none.</summary>
    public Tensor? Masks { get; }

    /// <summary>How many images the batch holds.</summary>
    public int Count { get; }

    /// <summary>The epoch that the batch belongs to.</summary>
    public int Epoch { get; }

    /// <summary>The batch's place in its epoch, from 0.</summary>
    public int Index { get; }

    /// <summary>The images' indices in the data set.</summary>
    public ReadOnlySpan<int> Indices => Buffer.Indices.AsSpan(0, Count);

    internal BatchBuffer Buffer { get; }

    /// <summary>Gives the memory back to the loader.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref release, null) is not { } action) return;
        if (Count != Buffer.Capacity)
        {
            Images.Dispose();
            Labels.Dispose();
            Masks?.Dispose();
        }
        action(this);
    }
}
