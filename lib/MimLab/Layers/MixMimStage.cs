using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// A stage of MixMIM's encoder: blocks at one resolution, then the merging that leads to the next, which the last stage lacks.
/// </summary>
internal sealed class MixMimStage : Module<Tensor, Tensor?, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly ModuleList<MixMimBlock> blocks;
    private readonly PatchMerging? downsample;
    private readonly bool checkpointing;

    public MixMimStage(IEnumerable<MixMimBlock> blocks, WindowGrid grid, PatchMerging? downsample, bool checkpointing = false) : base(nameof(MixMimStage))
    {
        this.checkpointing = checkpointing;
        this.blocks = new ModuleList<MixMimBlock>([.. blocks]);
        this.downsample = downsample;
        Grid = grid;
        RegisterComponents();
    }

    /// <summary>The windows that all its blocks use.</summary>
    public WindowGrid Grid { get; }

    public IEnumerable<MixMimBlock> Blocks => blocks;

    /// <summary>[B, L, D] to [B, L / 4, 2 D], or unchanged by the last stage.</summary>
    public Tensor Merge(Tensor tokens) => downsample is null ? tokens : downsample.call(tokens);

    /// <summary>[B, L, D] to what the next stage takes; <paramref name="apart"/> as in <see cref="MixMimBlock"/>.</summary>
    public override Tensor forward(Tensor tokens, Tensor? apart)
    {
        using var scope = NewDisposeScope();
        foreach (var block in blocks) tokens = checkpointing ? Recomputed(block, tokens, apart) : block.call(tokens, apart);
        return Merge(tokens).MoveToOuterDisposeScope();
    }

    private static Tensor Recomputed(MixMimBlock block, Tensor tokens, Tensor? apart) => Engine.Recomputed(
        inputs => block.call(inputs[0], apart is null ? null : inputs[1]), apart is null ? [tokens] : [tokens, apart], block.parameters());
}
