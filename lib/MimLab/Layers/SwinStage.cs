using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// A stage of a Swin transformer: blocks at one resolution, then the merging that leads to the next, which the last stage lacks.
/// </summary>
internal sealed class SwinStage : Module<Tensor, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly ModuleList<Module<Tensor, Tensor>> blocks;
    private readonly PatchMerging? downsample;
    private readonly bool checkpointing;

    public SwinStage(IEnumerable<Module<Tensor, Tensor>> blocks, PatchMerging? downsample, bool checkpointing = false) : base(nameof(SwinStage))
    {
        this.checkpointing = checkpointing;
        this.blocks = new ModuleList<Module<Tensor, Tensor>>([.. blocks]);
        this.downsample = downsample;
        RegisterComponents();
    }

    public IEnumerable<Module<Tensor, Tensor>> Blocks => blocks;

    /// <summary>[B, L, D] to [B, L / 4, 2 D], or unchanged by the last stage.</summary>
    public Tensor Merge(Tensor tokens) => downsample is null ? tokens : downsample.call(tokens);

    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        foreach (var block in blocks)
            tokens = checkpointing ? Engine.Recomputed(inputs => block.call(inputs[0]), [tokens], block.parameters()) : block.call(tokens);
        return Merge(tokens).MoveToOuterDisposeScope();
    }
}
