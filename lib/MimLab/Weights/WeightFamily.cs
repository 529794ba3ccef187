namespace MimLab.Weights;

/// <summary>Whose names the tensors of a file have.</summary>
/// <param name="Id">A short name.</param>
/// <param name="Description">What the file is, in words.</param>
public sealed record WeightFamily(string Id, string Description)
{
    private static readonly (WeightFamily Family, string[] All)[] Known =
    [
        (new("mff", "MFF pre-training (mmpretrain)"), ["backbone.proj_weights", "backbone.layers.0.ln1.weight"]),
        (new("mmpretrain-vit", "vision transformer (mmpretrain)"), ["backbone.layers.0.ln1.weight"]),
        (new("mae", "MAE pre-training"), ["decoder_pred.weight", "blocks.0.attn.qkv.weight"]),
        (new("mixmim", "MixMIM pre-training"), ["decoder_pred.weight", "layers.0.blocks.0.attn.qkv.weight"]),
        (new("simmim-swinv2", "SimMIM pre-training of SwinV2"), ["encoder.layers.0.blocks.0.attn.logit_scale"]),
        (new("simmim-swin", "SimMIM pre-training of Swin"), ["encoder.layers.0.blocks.0.attn.qkv.weight"]),
        (new("simmim-vit", "SimMIM pre-training of ViT"), ["encoder.blocks.0.attn.qkv.weight", "encoder.mask_token"]),
        (new("mimlab-vit", "classifier of MimLab on ViT"), ["encoder.blocks.0.attn.qkv.weight", "head.weight"]),
        (new("swinv2", "SwinV2"), ["layers.0.blocks.0.attn.logit_scale"]),
        (new("swin", "Swin or MixMIM encoder"), ["layers.0.blocks.0.attn.relative_position_bias_table"]),
        (new("timm-vit", "vision transformer (timm, or MAE's encoder)"), ["blocks.0.attn.qkv.bias"]),
        (new("simmim-vit-encoder", "SimMIM or BEiT vision transformer"), ["blocks.0.attn.q_bias"]),
        (new("simmim-vit-encoder", "SimMIM or BEiT vision transformer"), ["rel_pos_bias.relative_position_bias_table"]),
        (new("timm-vit", "vision transformer (timm, or MAE's encoder)"), ["blocks.0.attn.qkv.weight"]),
    ];

    /// <summary>What names show it to be; <c>unknown</c> where none does.</summary>
    public static WeightFamily Detect(IEnumerable<string> names)
    {
        var set = names.ToHashSet(StringComparer.Ordinal);
        foreach (var (family, all) in Known)
            if (all.All(set.Contains)) return family;
        return new("unknown", "none of the known families");
    }
}
