using MimLab.Backbones;

namespace MimLab.Models;

/// <summary>
/// What the backward pass of an encoder that sees every patch needs of its forward pass, from the shape alone: the inputs of the
/// blocks' products, norms and activations. With checkpointing it is the blocks' inputs and all that one block needs.
/// </summary>
internal static class ActivationMemory
{
    // Numbers of a token's width that a block keeps: the input and output of the first norm, queries, keys, values, what
    // attention mixed, the input and output of the second norm, and the hidden layer (4 wide) before its GELU. Attention weights
    // are not kept: two numbers for each head are.
    private const double KeptByBlock = 8, KeptByHidden = 1, KeptByHead = 2;

    /// <summary>Numbers of one image.</summary>
    public static double PerImage(EncoderConfig shape)
    {
        var blocks = shape switch
        {
            VisionTransformerConfig vit => [Alike(vit.Depth, vit.GridSize * vit.GridSize + 1, vit.Width, vit.HiddenWidth, vit.Heads)],
            SwinTransformerConfig swin => Enumerable.Range(0, swin.Stages).Select(stage =>
                Alike(swin.Depths[stage], swin.SideOf(stage) * swin.SideOf(stage), swin.WidthOf(stage), swin.HiddenWidthOf(stage), swin.Heads[stage])),
            MixMimTransformerConfig mixed => Enumerable.Range(0, mixed.Stages).Select(stage =>
                Alike(mixed.Depths[stage], mixed.GridOf(stage) * mixed.GridOf(stage), mixed.WidthOf(stage), mixed.HiddenWidthOf(stage), mixed.Heads[stage])),
            _ => Enumerable.Empty<(int Count, double Input, double All)>(),
        };
        var stages = blocks.ToArray();
        return shape.Checkpointing ? stages.Sum(stage => stage.Count * stage.Input) + stages.Max(stage => stage.All) : stages.Sum(stage => stage.Count * stage.All);
    }

    private static (int Count, double Input, double All) Alike(int count, double tokens, double width, double hidden, int heads) =>
        (count, tokens * width, tokens * (KeptByBlock * width + KeptByHidden * hidden + KeptByHead * heads));
}
