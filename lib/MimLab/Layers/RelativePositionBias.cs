using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// A learned number for each head and each offset between two patches, added to the attention logits (BEiT section 2.3,
/// after Swin section 3.2). Three more rows serve the class token: from it, to it, and itself. The table has
/// (2h-1)(2w-1)+3 rows and starts at zero.
/// </summary>
public sealed class RelativePositionBias : Module
{
    // Field names are the names in official state dicts.
    private readonly Parameter relative_position_bias_table; // [(2h-1)(2w-1)+3, heads]
    private readonly Tensor relative_position_index;         // [N, N]

    /// <summary>The bias of a square grid of patches with a class token in front.</summary>
    public RelativePositionBias(int gridSize, int heads) : base(nameof(RelativePositionBias))
    {
        relative_position_bias_table = new Parameter(zeros(TableRows(gridSize), heads));
        relative_position_index = PairIndex(gridSize);
        RegisterComponents();
    }

    /// <summary>Rows of the table of a square grid.</summary>
    public static int TableRows(int gridSize) => (2 * gridSize - 1) * (2 * gridSize - 1) + 3;

    /// <summary>The bias of every pair of tokens.</summary>
    /// <returns>[heads, N, N]</returns>
    public Tensor Compute() => Lookup(relative_position_bias_table, relative_position_index);

    /// <summary>Reads the table for every pair of tokens.</summary>
    /// <param name="table">[rows, heads]</param>
    /// <param name="index">[N, N], int64</param>
    /// <returns>[heads, N, N]</returns>
    internal static Tensor Lookup(Tensor table, Tensor index)
    {
        long heads = table.size(1), tokens = index.size(0);
        // gather, because its gradient is one scatter; indexing and embedding take 10 to 35 times as long on a CPU.
        return table.t().gather(1, index.view(1, -1).expand(heads, tokens * tokens)).view(heads, tokens, tokens);
    }

    /// <summary>
    /// The row that each pair uses, in BEiT's order: row offset, column offset, then the class-token rows. [N, N]
    /// </summary>
    internal static Tensor PairIndex(int gridSize)
    {
        var tokens = gridSize * gridSize + 1;
        var span = 2 * gridSize - 1;
        var fromClass = span * span;
        var index = new long[tokens * tokens];
        for (var i = 0; i < tokens; i++)
            for (var j = 0; j < tokens; j++)
                index[i * tokens + j] = (i, j) switch
                {
                    (0, 0) => fromClass + 2,
                    (0, _) => fromClass,
                    (_, 0) => fromClass + 1,
                    _ => ((i - 1) / gridSize - (j - 1) / gridSize + gridSize - 1) * span
                        + (i - 1) % gridSize - (j - 1) % gridSize + gridSize - 1,
                };
        return tensor(index, [tokens, tokens]);
    }
}
