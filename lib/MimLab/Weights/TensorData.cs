using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>The numbers of a tensor as bytes.</summary>
internal static class TensorData
{
    private const long ChunkBytes = 1 << 28; // spans end at 2 GiB

    /// <summary>A flat tensor in pieces whose bytes fit a span.</summary>
    public static IEnumerable<Tensor> Chunks(Tensor flat)
    {
        var step = ChunkBytes / flat.element_size();
        var count = flat.numel();
        if (count == 0) yield break;
        if (count <= step)
        {
            yield return flat;
            yield break;
        }
        for (long start = 0; start < count; start += step) yield return flat.narrow(0, start, Math.Min(step, count - start));
    }

    /// <summary>Fills a contiguous tensor from consecutive bytes.</summary>
    /// <param name="tensor">The tensor to fill.</param>
    /// <param name="next">Fills a part of a span, and says how much; 0 at the end.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="UserError">The bytes end too early.</exception>
    public static void Fill(Tensor tensor, Reader next, string source)
    {
        using var scope = NewDisposeScope();
        foreach (var chunk in Chunks(tensor.view(-1)))
        {
            var target = chunk.bytes;
            while (target.Length > 0)
            {
                var count = next(target);
                if (count <= 0) throw new UserError($"{source} ended while it was read; fetch it again.");
                target = target[count..];
            }
        }
    }

    /// <summary>Writes a tensor's numbers in row-major order.</summary>
    public static void Write(Tensor tensor, Stream stream)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var flat = tensor.detach().cpu().contiguous().view(-1);
        foreach (var chunk in Chunks(flat)) stream.Write(chunk.bytes);
    }

    /// <summary>Fills a part of a span, and says how much; 0 at the end.</summary>
    public delegate int Reader(Span<byte> buffer);
}
