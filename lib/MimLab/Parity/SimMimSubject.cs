using MimLab.Backbones;
using MimLab.Models;
using MimLab.Targets;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Parity;

/// <summary>Our SimMIM in the shape that a fixture of the official one describes.</summary>
internal sealed class SimMimSubject : IParitySubject
{
    private readonly ParityFixture fixture;
    private readonly SimMim model;
    private Tensor images;

    public SimMimSubject(ParityFixture fixture)
    {
        this.fixture = fixture;
        model = new SimMim(new SimMimConfig { Encoder = Shape(fixture), Target = Target(fixture) });
        images = fixture.Tensor("input");
    }

    public MaskedImageModel Model => model;

    public void RestoreParameters()
    {
        using var frozen = no_grad();
        foreach (var (name, parameter) in model.named_parameters()) parameter.copy_(fixture.Tensor("param/" + name));
    }

    public void ComputeIn(ScalarType type)
    {
        model.to(type);
        images = fixture.Tensor("input").to(type);
        RestoreParameters();
    }

    public Tensor Loss() => model.call(images, fixture.Tensor("mask"));

    public IReadOnlyDictionary<string, Tensor> Outputs()
    {
        var shape = model.Encoder.Shape;
        var patches = model.Encoder.Patchify(images);
        var features = model.Encode(patches, fixture.Tensor("mask"))                    // [B, l, D]
            .transpose(1, 2).reshape(-1, shape.OutputWidth, shape.OutputGrid, shape.OutputGrid);    // [B, D, h, w]
        return new Dictionary<string, Tensor>
        {
            ["encoder_output"] = features,
            ["output"] = model.Reconstruct(images, fixture.Tensor("mask")),
            ["target"] = model.Encoder.Unpatchify(model.Truth(patches)),
        };
    }

    public IReadOnlyDictionary<string, Tensor> Activations()
    {
        var trace = Trace();
        var activations = new Dictionary<string, Tensor> { ["encoder.patch_embed"] = trace.PatchTokens, ["encoder.norm"] = trace.Output };
        if (trace.Stages.Count == 0)
            for (var index = 0; index < trace.Blocks.Count; index++) activations[$"encoder.blocks.{index}"] = trace.Blocks[index];
        var block = 0;
        for (var stage = 0; stage < trace.Stages.Count; stage++)
        {
            var prefix = $"encoder.layers.{stage}";
            for (var index = 0; index < fixture.Numbers("depths")[stage]; index++) activations[$"{prefix}.blocks.{index}"] = trace.Blocks[block++];
            activations[prefix] = trace.Stages[stage];
        }
        return activations;
    }

    public void Dispose() => model.Dispose();

    private EncoderTrace Trace() => model.Encoder.Trace(images, fixture.Tensor("mask"));

    private static TargetConfig Target(ParityFixture fixture) =>
        fixture.Flag("norm_target") ? new() { Window = (int)fixture.Number("norm_target_patch_size", 47) } : new();

    private static EncoderConfig Shape(ParityFixture fixture) => fixture.Kind switch
    {
        ParityKind.SimMimSwin => SwinShape(fixture, new SwinTransformerConfig()),
        ParityKind.SimMimSwinV2 => SwinShape(fixture, new SwinTransformerV2Config { PretrainedWindows = fixture.Numbers("pretrained_window_sizes", otherwise: []) }),
        _ => VitShape(fixture),
    };

    private static SwinTransformerConfig SwinShape(ParityFixture fixture, SwinTransformerConfig family) => family with
    {
        ImageSize = (int)fixture.Number("img_size"),
        PatchSize = (int)fixture.Number("patch_size"),
        Channels = (int)fixture.Number("in_chans", 3),
        Width = (int)fixture.Number("embed_dim"),
        Depths = fixture.Numbers("depths"),
        Heads = fixture.Numbers("num_heads"),
        Window = (int)fixture.Number("window_size"),
        MlpRatio = fixture.Number("mlp_ratio", 4),
        QkvBias = fixture.Flag("qkv_bias"),
        AbsolutePositions = fixture.Flag("ape"),
        PatchNorm = fixture.Flag("patch_norm"),
        NormEpsilon = fixture.Number("norm_eps", 1e-5),
    };

    private static VisionTransformerConfig VitShape(ParityFixture fixture)
    {
        // Null and 0 both mean no layer scale in the official code; the parameters say which it was.
        var scaled = fixture.Tensors.ContainsKey("param/encoder.blocks.0.gamma_1");
        return new VisionTransformerConfig
        {
            ImageSize = (int)fixture.Number("img_size"),
            PatchSize = (int)fixture.Number("patch_size"),
            Channels = (int)fixture.Number("in_chans", 3),
            Width = (int)fixture.Number("embed_dim"),
            Depth = (int)fixture.Number("depth"),
            Heads = (int)fixture.Number("num_heads"),
            MlpRatio = fixture.Number("mlp_ratio", 4),
            QkvBias = fixture.Flag("qkv_bias"),
            AbsolutePositions = fixture.Flag("use_abs_pos_emb"),
            BlockPositionBias = fixture.Flag("use_rel_pos_bias"),
            SharedPositionBias = fixture.Flag("use_shared_rel_pos_bias"),
            LayerScale = scaled ? 0.1 : null,
            MeanPooling = fixture.Flag("use_mean_pooling"),
            NormEpsilon = fixture.Number("norm_eps", 1e-6),
        };
    }
}
