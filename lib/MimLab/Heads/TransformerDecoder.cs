using MimLab.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Heads;

/// <summary>
/// MAE's decoder (section 3, "MAE decoder"): the kept tokens go back to their places, a learned token stands in every other one,
/// all get fixed positions, and a light transformer predicts the pixels of each patch. Parameter names are those of MAE's
/// released checkpoints.
/// </summary>
public sealed class TransformerDecoder : Module<Tensor, Tensor, Tensor>
{
    // Field names are the names in official state dicts.
    private readonly Parameter? mask_token;      // [1, 1, W], unless every patch comes with a token
    private readonly Tensor decoder_pos_embed;   // [1, 1 + L, W], fixed
    private readonly Linear decoder_embed;
    private readonly ModuleList<TransformerBlock> decoder_blocks;
    private readonly LayerNorm decoder_norm;
    private readonly Linear decoder_pred;

    /// <summary>A new decoder with MAE's initialisation.</summary>
    /// <param name="config">Width W (a multiple of 4 and of the heads), depth, heads, hidden width.</param>
    /// <param name="encoderWidth">D, the width of the encoder's tokens.</param>
    /// <param name="gridSize">Patches per side.</param>
    /// <param name="outputs">Numbers predicted for each patch.</param>
    /// <param name="normEpsilon">Added to the variance by the layer norms.</param>
    /// <param name="allTokens">
    /// Whether the encoder gives a token for every patch, in the image's order: then none is left for the learned one.
    /// </param>
    public TransformerDecoder(HeadConfig config, int encoderWidth, int gridSize, int outputs, double normEpsilon = 1e-6, bool allTokens = false) : base(nameof(TransformerDecoder))
    {
        config.Validate();
        if (!allTokens) mask_token = new Parameter(zeros(1, 1, config.Width));
        decoder_pos_embed = SinCosPositions.GridWithClass(gridSize, config.Width);
        decoder_embed = Linear(encoderWidth, config.Width);
        decoder_blocks = new ModuleList<TransformerBlock>([.. Enumerable.Range(0, config.Depth).Select(_ => NewBlock(config, normEpsilon))]);
        decoder_norm = LayerNorm(config.Width, normEpsilon);
        decoder_pred = Linear(config.Width, outputs);
        RegisterComponents();
        Initialization.ResetXavier(this);
        if (mask_token is not null) init.normal_(mask_token, 0, 0.02);
    }

    /// <summary>A prediction for every patch of the image.</summary>
    /// <param name="tokens">Class token and kept tokens [B, 1 + K, D]</param>
    /// <param name="kept">
    /// The places of the kept tokens [B, K], int64, in the same order; without meaning where all patches have a token
    /// </param>
    /// <returns>[B, L, outputs], row by row over the image</returns>
    public override Tensor forward(Tensor tokens, Tensor kept)
    {
        using var scope = NewDisposeScope();
        var current = Place(decoder_embed.call(tokens), kept);                          // [B, 1 + L, W]
        foreach (var block in decoder_blocks)
        {
            var next = block.call(current);
            current.Dispose();
            current = next;
        }
        var patches = current.narrow(1, 1, current.size(1) - 1);                        // the class token predicts nothing
        return decoder_pred.call(decoder_norm.call(patches)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What the blocks put out, for comparisons with other code: the embedding, each block [B, 1 + L, W], the norm.
    /// </summary>
    internal (Tensor Embedded, IReadOnlyList<Tensor> Blocks, Tensor Norm) Trace(Tensor tokens, Tensor kept)
    {
        var embedded = decoder_embed.call(tokens);
        var current = Place(embedded, kept);
        var outputs = new List<Tensor>();
        foreach (var block in decoder_blocks) outputs.Add(current = block.call(current));
        return (embedded, outputs, decoder_norm.call(current));
    }

    // A scatter, because its gradient is a plain gather; a lookup among kept tokens and the mask token would add up row by row.
    private Tensor Place(Tensor embedded, Tensor kept)                                  // [B, 1 + K, W] to [B, 1 + L, W]
    {
        if (mask_token is null) return embedded + decoder_pos_embed;
        long batch = embedded.size(0), width = embedded.size(2), patches = decoder_pos_embed.size(1) - 1;
        var hidden = mask_token.to(embedded.dtype).expand(batch, 1 + patches, width);
        var places = cat([zeros(batch, 1, dtype: ScalarType.Int64, device: kept.device), kept + 1], 1);    // the class token stays in front
        return hidden.scatter(1, places.unsqueeze(2).expand(-1, -1, width), embedded) + decoder_pos_embed;
    }

    private static TransformerBlock NewBlock(HeadConfig config, double normEpsilon) =>
        new(config.Width, new Attention(config.Width, config.Heads, keyBias: true), new Mlp(config.Width, config.HiddenWidth),
            layerScale: null, dropPath: 0, normEpsilon);
}
