using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Data;

/// <summary>
/// The memory of one batch, allocated once and refilled. Workers write through plain pointers: libtorch's storage does not move,
/// and no tensor is touched outside the thread that enumerates.
/// </summary>
internal sealed unsafe class BatchBuffer : IDisposable
{
    private readonly float* images;
    private readonly long* labels;
    private readonly long* masks;
    private readonly int imageValues;
    private readonly int maskValues;

    public BatchBuffer(int capacity, int size, int? maskGrid, bool pinned)
    {
        Capacity = capacity;
        Indices = new int[capacity];
        Filled = new bool[capacity];
        imageValues = 3 * size * size;
        maskValues = (maskGrid ?? 0) * (maskGrid ?? 0);
        Images = Allocate([capacity, 3, size, size], ScalarType.Float32, pinned);
        Labels = Allocate([capacity], ScalarType.Int64, pinned);
        images = (float*)Address(Images);
        labels = (long*)Address(Labels);
        if (maskGrid is not { } grid) return;
        Masks = Allocate([capacity, grid, grid], ScalarType.Int64, pinned);
        masks = (long*)Address(Masks);
    }

    public int Capacity { get; }

    public Tensor Images { get; } // [B, 3, S, S] float32

    public Tensor Labels { get; } // [B] int64

    public Tensor? Masks { get; } // [B, h, w] int64

    public int[] Indices { get; }

    /// <summary>Which rows hold a readable image.</summary>
    public bool[] Filled { get; }

    public Span<float> Image(int row) => new(images + (long)row * imageValues, imageValues);

    public ref long Label(int row) => ref labels[row];

    public Span<long> Mask(int row) => new(masks + (long)row * maskValues, maskValues);

    /// <summary>Moves the readable rows to the front, in order, and returns their number.</summary>
    public int Compact(int rows)
    {
        var kept = 0;
        for (var row = 0; row < rows; row++)
        {
            if (!Filled[row]) continue;
            if (kept != row)
            {
                Image(row).CopyTo(Image(kept));
                Mask(row).CopyTo(Mask(kept));
                Label(kept) = Label(row);
                Indices[kept] = Indices[row];
            }
            kept++;
        }
        return kept;
    }

    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
        Masks?.Dispose();
    }

    private static Tensor Allocate(long[] shape, ScalarType type, bool pinned)
    {
        var tensor = torch.zeros(shape, type);
        if (pinned)
        {
            using var pageable = tensor;
            tensor = pageable.pin_memory();
        }
        // The buffer outlives whatever dispose scope the training loop happens to be in.
        return tensor.DetachFromDisposeScope();
    }

    private static void* Address(Tensor tensor)
    {
        fixed (byte* start = tensor.bytes) return start;
    }
}
