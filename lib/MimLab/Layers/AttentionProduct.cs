using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Layers;

/// <summary>
/// softmax(q k' / sqrt(d) + bias + mask) v of every head, among all tokens of an image or within windows: what the attentions of
/// ViT, Swin, SwinV2 and MixMIM share. In one operator where the engine has it; <see cref="Composed"/> says what that computes.
/// </summary>
internal static class AttentionProduct
{
    /// <summary>The attention's output before its last linear layer.</summary>
    /// <param name="qkv">Queries, keys and values side by side [B, L, 3 D].</param>
    /// <param name="heads">Heads, which divide D.</param>
    /// <param name="bias">Added to the logits [heads, N, N], or null; N = L without windows.</param>
    /// <param name="grid">The windows, or null for none.</param>
    /// <param name="mask">Added to the logits of each window [nW, N, N], or null.</param>
    /// <param name="temperature">
    /// Logits are the cosine of query and key times this number of each head [heads, 1, 1]; null for the scaled product.
    /// </param>
    /// <returns>[B, L, D], the heads side by side</returns>
    public static Tensor Of(Tensor qkv, int heads, Tensor? bias, WindowGrid? grid = null, Tensor? mask = null, Tensor? temperature = null) =>
        Engine.FusedAttention(qkv, heads, Scale(qkv, heads), bias, grid?.Places, mask, temperature) ?? Composed(qkv, heads, bias, grid, mask, temperature);

    /// <summary>The same, step by step.</summary>
    public static Tensor Composed(Tensor qkv, int heads, Tensor? bias, WindowGrid? grid = null, Tensor? mask = null, Tensor? temperature = null)
    {
        var windows = grid is null ? qkv : grid.Cut(qkv);                               // [W, N, 3 D], where W counts image by image
        var (q, k, v) = Split(windows, heads);                                          // [W, heads, N, d]
        var mixed = Weights(q, k, Scale(qkv, heads), bias, mask, temperature)           // [W, heads, N, N]
            .to(v.dtype)
            .matmul(v)                                                                  // [W, heads, N, d]
            .transpose(1, 2)
            .reshape(windows.size(0), windows.size(1), -1);                             // [W, N, D]
        return grid is null ? mixed : grid.Join(mixed);
    }

    /// <summary>What each token takes from each, without windows: [B, heads, N, N] from [B, N, 3 D].</summary>
    public static Tensor Weights(Tensor qkv, int heads, Tensor? bias)
    {
        var (q, k, _) = Split(qkv, heads);
        return Weights(q, k, Scale(qkv, heads), bias, null, null);
    }

    private static double Scale(Tensor qkv, int heads) => 1 / Math.Sqrt(qkv.size(2) / 3 / heads);

    private static (Tensor Queries, Tensor Keys, Tensor Values) Split(Tensor qkv, int heads)
    {
        // One copy into head-major order makes every product below a plain batched one.
        var parts = qkv.view(qkv.size(0), qkv.size(1), 3, heads, -1)
            .permute(2, 0, 3, 1, 4)
            .contiguous()                                                               // [3, W, heads, N, d]
            .unbind(0);
        return (parts[0], parts[1], parts[2]);
    }

    private static Tensor Weights(Tensor queries, Tensor keys, double scale, Tensor? bias, Tensor? mask, Tensor? temperature)
    {
        long heads = queries.size(1), tokens = queries.size(2);
        if (temperature is not null)
        {
            // Scaling the queries instead of the logits touches d numbers of a token instead of N.
            (queries, keys, scale) = (functional.normalize(queries, dim: -1) * temperature, functional.normalize(keys, dim: -1), 1);
        }
        var products = queries.matmul(keys.transpose(2, 3));                            // [W, heads, N, N]
        if (mask is not null)
        {
            // Bias and mask together are small beside the logits of a batch, which then need one addition.
            bias = bias is null ? mask.unsqueeze(1) : bias + mask.unsqueeze(1);         // [nW, heads, N, N]
            products = products.view(-1, mask.size(0), heads, tokens, tokens);          // [B, nW, heads, N, N]
        }
        // Under autocast the products are bfloat16; mixing in float32 would double the memory of the largest tensor here.
        var logits = bias is null ? products * scale : torch.add(bias.to(products.dtype), products, scale);
        return logits.softmax(-1).view(-1, heads, tokens, tokens);
    }
}
