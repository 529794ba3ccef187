using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Layers;

/// <summary>The steps that the attentions of Swin and SwinV2 share.</summary>
internal static class WindowProduct
{
    /// <summary>Queries, keys and values [W, heads, N, d] each, from [W, N, 3 D].</summary>
    public static (Tensor Queries, Tensor Keys, Tensor Values) Split(Tensor qkv, int heads)
    {
        long windows = qkv.size(0), tokens = qkv.size(1), headWidth = qkv.size(2) / 3 / heads;
        // One copy into head-major order makes every product below a plain batched one.
        var parts = qkv.view(windows, tokens, 3, heads, headWidth)
            .permute(2, 0, 3, 1, 4)
            .contiguous()                                                               // [3, W, heads, N, d]
            .unbind(0);
        return (parts[0], parts[1], parts[2]);
    }

    /// <summary>softmax(scale q k' + bias + mask) v.</summary>
    /// <param name="queries">[W, heads, N, d], where W counts image by image, window by window</param>
    /// <param name="keys">As the queries.</param>
    /// <param name="values">As the queries.</param>
    /// <param name="scale">What products of queries and keys are multiplied by.</param>
    /// <param name="bias">[heads, N, N]</param>
    /// <param name="mask">[nW, N, N] or null</param>
    /// <returns>[W, N, D], the heads side by side</returns>
    public static Tensor Mix(Tensor queries, Tensor keys, Tensor values, double scale, Tensor bias, Tensor? mask)
    {
        long windows = queries.size(0), heads = queries.size(1), tokens = queries.size(2);
        var products = queries.matmul(keys.transpose(2, 3));                            // [W, heads, N, N]
        var added = bias;
        if (mask is not null)
        {
            // Bias and mask together are small beside the logits of a batch, which then need one addition.
            added = bias + mask.unsqueeze(1);                                           // [nW, heads, N, N]
            products = products.view(-1, mask.size(0), heads, tokens, tokens);          // [B, nW, heads, N, N]
        }
        // Under autocast the products are bfloat16; mixing in float32 would double the memory of the largest tensor here.
        var logits = torch.add(added.dtype == products.dtype ? added : added.to(products.dtype), products, scale);
        return logits.softmax(-1).view(windows, heads, tokens, tokens)
            .to(values.dtype)
            .matmul(values)                                                             // [W, heads, N, d]
            .transpose(1, 2)
            .reshape(windows, tokens, heads * values.size(3));
    }
}
