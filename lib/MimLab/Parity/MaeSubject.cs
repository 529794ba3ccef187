using MimLab.Heads;
using MimLab.Layers;
using MimLab.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Parity;

/// <summary>
/// Our MAE or MFF in the shape that a fixture of the official one describes. The fixture's noise decides what is kept.
/// </summary>
internal sealed class MaeSubject : IParitySubject
{
    private readonly ParityFixture fixture;
    private readonly Mae model;
    private readonly bool fused;
    private readonly Tensor kept; // [B, K]
    private readonly Tensor mask; // [B, L]
    private Tensor images;

    public MaeSubject(ParityFixture fixture)
    {
        this.fixture = fixture;
        fused = fixture.Kind == ParityKind.Mff;
        var config = Shape(fixture, fused);
        model = fused ? new Mff(config) : new Mae(config);
        images = fixture.Tensor("input");
        kept = KeptPatches.ByNoise(fixture.Tensor("noise"), KeptPatches.Count(config.Patches, fixture.Number("mask_ratio")));
        mask = KeptPatches.Mask(kept, config.Patches);
    }

    public MaskedImageModel Model => model;

    public string OfficialName(string name) => model.OfficialName(name);

    /// <summary>Official checkpoints carry their positions; how far ours are from them is one of the outputs.</summary>
    public bool Restores(string buffer) => buffer.EndsWith("pos_embed", StringComparison.Ordinal);

    public void RestoreParameters()
    {
        using var frozen = no_grad();
        foreach (var (name, tensor) in model.state_dict()) tensor.copy_(fixture.Tensor("param/" + OfficialName(name)));
    }

    public void ComputeIn(ScalarType type)
    {
        model.to(type);
        images = fixture.Tensor("input").to(type);
        RestoreParameters();
    }

    public Tensor Loss()
    {
        var patches = model.Encoder.Patchify(images);
        return model.Loss(patches, model.Decode(model.Encode(patches, kept), kept), mask);
    }

    public IReadOnlyDictionary<string, Tensor> Outputs()
    {
        var patches = model.Encoder.Patchify(images);
        var latent = model.Encode(patches, kept);
        var outputs = new Dictionary<string, Tensor>
        {
            ["mask"] = mask,
            ["target"] = model.Truth(patches),
            ["latent"] = latent,
            ["output"] = model.Decode(latent, kept),
            [Official("encoder.pos_embed")] = Positions(model.Config.Encoder.Width),
            [Official("decoder.decoder_pos_embed")] = Positions(model.Config.Decoder.Width),
        };
        if (model is Mff mff) outputs["fusion_weights"] = tensor(mff.FusionWeights.ToArray());
        return outputs;
    }

    public IReadOnlyDictionary<string, Tensor> Activations()
    {
        var patches = model.Encoder.Patchify(images);
        var activations = new Dictionary<string, Tensor>();
        using (var trace = model.Encoder.Trace(images)) activations[Module("encoder.patch_embed")] = trace.PatchTokens.clone();
        var tokens = model.Encoder.EmbedKept(patches, kept);
        for (var block = 0; block < model.Encoder.Depth; block++)
            activations[Module($"encoder.blocks.{block}")] = tokens = model.Encoder.RunBlock(block, tokens);
        var latent = model.Encode(patches, kept);
        activations[Module("encoder.norm")] = latent;
        var (embedded, blocks, norm) = model.Decoder.Trace(latent, kept);
        activations[Module("decoder.decoder_embed")] = embedded;
        for (var block = 0; block < blocks.Count; block++) activations[Module($"decoder.decoder_blocks.{block}")] = blocks[block];
        activations[Module("decoder.decoder_norm")] = norm;
        return activations;
    }

    public void Dispose() => model.Dispose();

    private string Official(string buffer) => "param/" + OfficialName(buffer);

    private string Module(string name) => OfficialName(name + ".")[..^1];

    private Tensor Positions(int width) // mmpretrain goes through the grid column by column
    {
        var side = model.Config.Encoder.GridSize;
        var all = SinCosPositions.GridWithClass(side, width);
        if (!fused) return all;
        var grid = all.narrow(1, 1, side * side).view(1, side, side, width).transpose(1, 2).reshape(1, side * side, width);
        return cat([all.narrow(1, 0, 1), grid], 1);
    }

    private static MaeConfig Shape(ParityFixture fixture, bool fused)
    {
        var width = (int)fixture.Number("embed_dim");
        var ratio = fixture.Number("mlp_ratio", 4);
        // A half more, so that the product with the width is not rounded below the number meant.
        var hidden = fixture.Number("feedforward_channels", width * ratio) + 0.5;
        return new MaeConfig
        {
            Encoder = MaeConfig.EncoderOf(new()
            {
                ImageSize = (int)fixture.Number("img_size"),
                PatchSize = (int)fixture.Number("patch_size"),
                Channels = (int)fixture.Number("in_chans", 3),
                Width = width,
                Depth = (int)fixture.Number("depth"),
                Heads = (int)fixture.Number("num_heads"),
                MlpRatio = hidden / width,
                NormEpsilon = fixture.Number("norm_eps", 1e-6),
            }),
            Decoder = new HeadConfig
            {
                Kind = "decoder",
                Width = (int)fixture.Number("decoder_embed_dim"),
                Depth = (int)fixture.Number("decoder_depth"),
                Heads = (int)fixture.Number("decoder_num_heads"),
                MlpRatio = ratio,
            },
            NormalisedPatches = fixture.Flag(fused ? "norm_pix" : "norm_pix_loss"),
            FusedBlocks = fused ? fixture.Numbers("out_indices") : [],
        };
    }
}
