using MimLab.Backbones;
using MimLab.Models;
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
        model = new SimMim(new SimMimConfig { Encoder = Shape(fixture) });
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
        using var trace = Trace();
        var side = model.Encoder.Config.GridSize;
        var features = trace.Output.narrow(1, 1, side * side)                         // [B, L, D]
            .transpose(1, 2).reshape(-1, model.Encoder.FeatureSize, side, side);      // [B, D, h, w]
        return new Dictionary<string, Tensor>
        {
            ["encoder_output"] = features,
            ["output"] = model.Reconstruct(images, fixture.Tensor("mask")),
        };
    }

    public IReadOnlyDictionary<string, Tensor> Activations()
    {
        var trace = Trace();
        var activations = new Dictionary<string, Tensor> { ["encoder.patch_embed"] = trace.PatchTokens, ["encoder.norm"] = trace.Output };
        for (var index = 0; index < trace.Blocks.Count; index++) activations[$"encoder.blocks.{index}"] = trace.Blocks[index];
        return activations;
    }

    public void Dispose() => model.Dispose();

    private EncoderTrace Trace() => model.Encoder.Trace(images, fixture.Tensor("mask"));

    private static VisionTransformerConfig Shape(ParityFixture fixture)
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
