using MimLab.Backbones;
using MimLab.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Parity;

/// <summary>Our MixMIM in the shape that a fixture of the official one describes.</summary>
internal sealed class MixMimSubject : IParitySubject
{
    private readonly ParityFixture fixture;
    private readonly MixMim model;
    private readonly Tensor mask;
    private Tensor images;

    public MixMimSubject(ParityFixture fixture)
    {
        this.fixture = fixture;
        model = new MixMim(Shape(fixture));
        images = fixture.Tensor("input");
        var grid = model.Config.Encoder.OutputGrid;
        mask = fixture.Tensor("mask").reshape(-1, grid, grid); // [1, l, 1] to [1, g, g]
    }

    public MaskedImageModel Model => model;

    public string OfficialName(string name) => MixMim.OfficialName(name);

    public void RestoreParameters()
    {
        using var frozen = no_grad();
        foreach (var (name, parameter) in model.named_parameters()) parameter.copy_(fixture.Tensor("param/" + OfficialName(name)));
    }

    public void ComputeIn(ScalarType type)
    {
        model.to(type);
        images = fixture.Tensor("input").to(type);
        RestoreParameters();
    }

    public Tensor Loss() => model.call(images, mask);

    public IReadOnlyDictionary<string, Tensor> Outputs()
    {
        var latent = model.Encode(images, mask);
        return new Dictionary<string, Tensor> { ["latent"] = latent, ["output"] = model.Decode(latent, mask) };
    }

    public IReadOnlyDictionary<string, Tensor> Activations()
    {
        var trace = model.Encoder.Trace(images, mask);
        var activations = new Dictionary<string, Tensor> { ["patch_embed"] = trace.PatchTokens, ["norm"] = trace.Output };
        for (var stage = 0; stage < trace.Stages.Count; stage++) activations[$"layers.{stage}"] = trace.Stages[stage];
        model.Decode(trace.Output, mask, (name, output) => activations[name] = output.alias().MoveToOuterDisposeScope());
        return activations;
    }

    public void Dispose() => model.Dispose();

    private static MixMimConfig Shape(ParityFixture fixture) => new()
    {
        // Biases, norms and the decoder's hidden width follow the parameters: configurations leave their defaults out.
        Encoder = new MixMimTransformerConfig
        {
            ImageSize = (int)fixture.Number("img_size"),
            PatchSize = (int)fixture.Number("patch_size", 4),
            Channels = (int)fixture.Number("in_chans", 3),
            Width = (int)fixture.Number("embed_dim"),
            Depths = fixture.Numbers("depths"),
            Heads = fixture.Numbers("num_heads"),
            Windows = fixture.Numbers("window_size"),
            MlpRatio = fixture.Number("mlp_ratio", 4),
            QkvBias = fixture.Tensors.ContainsKey("param/layers.0.blocks.0.attn.qkv.bias"),
            PatchNorm = fixture.Tensors.ContainsKey("param/patch_embed.norm.weight"),
            NormEpsilon = fixture.Number("norm_eps", 1e-5),
        },
        DecoderWidth = (int)fixture.Number("decoder_dim"),
        DecoderDepth = (int)fixture.Number("decoder_depth"),
        DecoderHeads = (int)fixture.Number("decoder_num_heads"),
        DecoderMlpRatio = fixture.Tensors.TryGetValue("param/decoder_blocks.0.mlp.fc1.weight", out var hidden)
            ? hidden.size(0) / (double)hidden.size(1) : 4,
        DecoderQkvBias = fixture.Tensors.ContainsKey("param/decoder_blocks.0.attn.qkv.bias"),
        NormalisedPixels = fixture.Flag("norm_pix_loss"),
    };
}
