namespace MimLab.Weights;

/// <summary>Whose names the tensors of a file have.</summary>
/// <param name="Id">A short name.</param>
/// <param name="Description">What the file is, in words.</param>
/// <param name="Encoder">
/// Its encoder's family as recipes name it in <c>model.backbone</c>, or <c>mixmim</c>; empty where unknown.
/// </param>
/// <param name="Method">What pre-trained it, as in <c>model.method</c>, where the whole model is there; otherwise empty.</param>
public sealed record WeightFamily(string Id, string Description, string Encoder = "", string Method = "")
{
    private const string ViT = "blocks.0.attn.qkv.weight", Staged = "layers.0.blocks.0.attn.qkv.weight";
    private const string Temperature = "layers.0.blocks.0.attn.logit_scale", Merging = "layers.0.downsample.reduction.weight", LaterMerging = "layers.1.downsample.reduction.weight";
    private const string Mmpretrain = "backbone.layers.0.ln1.weight", ShiftMask = "layers.0.blocks.1.attn_mask", Positions = "absolute_pos_embed", TokenHead = "lm_head.weight";

    // The first that has all names of one list and none of the other.
    private static readonly (WeightFamily Family, string[] All, string[] None)[] Known =
    [
        (new("mff", "MFF pre-training (mmpretrain)", "vit", "mff"), ["backbone.proj_weights", Mmpretrain], []),
        (new("mmpretrain-mae", "MAE pre-training (mmpretrain)", "vit", "mae"), ["neck.decoder_pred.weight", Mmpretrain], []),
        (new("mmpretrain-vit", "vision transformer (mmpretrain)", "vit"), [Mmpretrain], []),
        (new("mae", "MAE pre-training", "vit", "mae"), ["decoder_pred.weight", ViT], []),
        (new("mixmim", "MixMIM pre-training", "mixmim", "mixmim"), ["decoder_pred.weight", Staged], []),
        (new("beit", "BEiT pre-training", "vit", "beit"), [TokenHead, ViT], []),
        (new("mimlab-mff", "MFF pre-training (MimLab's names)", "vit", "mff"), ["encoder." + ViT, "fusion.proj_weights"], []),
        (new("mimlab-mae", "MAE pre-training (MimLab's names)", "vit", "mae"), ["encoder." + ViT, "decoder.decoder_pred.weight"], []),
        (new("mimlab-mixmim", "MixMIM pre-training (MimLab's names)", "mixmim", "mixmim"), ["encoder." + Staged, "decoder_pred.weight"], []),
        (new("mimlab-beit", "BEiT pre-training (MimLab's names)", "vit", "beit"), ["encoder." + ViT, TokenHead], []),
        (new("mimlab-vit", "classifier on a vision transformer (MimLab's names)", "vit"), ["encoder." + ViT, "head.weight"], []),
        (new("mimlab-swinv2", "classifier on SwinV2 (MimLab's names)", "swinv2"), ["encoder." + Temperature, "head.weight"], []),
        (new("mimlab-mixmim-classifier", "classifier on MixMIM's encoder (MimLab's names)", "mixmim"), ["encoder." + Staged, "encoder." + Positions, "head.weight"], ["encoder." + ShiftMask]),
        (new("mimlab-swin", "classifier on Swin (MimLab's names)", "swin"), ["encoder." + Staged, "head.weight"], []),
        (new("simmim-swinv2", "SimMIM pre-training of SwinV2", "swinv2", "simmim"), ["encoder." + Temperature], []),
        (new("simmim-swin", "SimMIM pre-training of Swin", "swin", "simmim"), ["encoder." + Staged], []),
        (new("simmim-vit", "SimMIM pre-training of ViT", "vit", "simmim"), ["encoder." + ViT, "encoder.mask_token"], []),
        (new("timm-swinv2", "SwinV2 (timm)", "swinv2"), [Temperature, LaterMerging], [Merging]),
        (new("timm-swinv2", "SwinV2 (timm)", "swinv2"), [Temperature, "head.fc.weight"], [Merging]),
        (new("timm-swin", "Swin (timm)", "swin"), [Staged, LaterMerging], [Merging]),
        (new("timm-swin", "Swin (timm)", "swin"), [Staged, "head.fc.weight"], [Merging]),
        (new("swinv2", "SwinV2", "swinv2"), [Temperature], []),
        (new("mixmim-encoder", "MixMIM encoder", "mixmim"), [Staged, Positions], [ShiftMask]),
        (new("swin", "Swin", "swin"), [Staged], []),
        (new("timm-vit", "vision transformer (timm, or MAE's encoder)", "vit"), ["blocks.0.attn.qkv.bias"], []),
        (new("simmim-vit-encoder", "SimMIM or BEiT vision transformer", "vit"), ["blocks.0.attn.q_bias"], []),
        (new("simmim-vit-encoder", "SimMIM or BEiT vision transformer", "vit"), ["rel_pos_bias.relative_position_bias_table"], []),
        (new("timm-vit", "vision transformer (timm, or MAE's encoder)", "vit"), [ViT], []),
    ];

    /// <summary>Whether its names and positions are mmpretrain's.</summary>
    public bool IsMmpretrain => Id is "mff" or "mmpretrain-mae" or "mmpretrain-vit";

    /// <summary>Its encoder in words.</summary>
    public string EncoderInWords => Encoder switch
    {
        "vit" => "a vision transformer",
        "swin" => "a Swin transformer",
        "swinv2" => "a SwinV2 transformer",
        "mixmim" => "MixMIM's encoder",
        _ => "an unknown encoder",
    };

    /// <summary>What names show it to be; <c>unknown</c> where none does.</summary>
    public static WeightFamily Detect(IEnumerable<string> names)
    {
        var set = names.ToHashSet(StringComparer.Ordinal);
        foreach (var (family, all, none) in Known)
            if (all.All(set.Contains) && !none.Any(set.Contains)) return family;
        return new("unknown", "none of the known families");
    }
}
