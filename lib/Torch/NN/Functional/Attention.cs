namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator _attention = new("scaled_dot_product_attention");

            /// <summary>softmax(Q K^T / sqrt(d) + mask) V (Vaswani et al. 2017, section 3.2.1).</summary>
            /// <param name="query">[..., L, d].</param>
            /// <param name="key">[..., S, d].</param>
            /// <param name="value">[..., S, e].</param>
            /// <param name="attn_mask">
            /// Broadcast to [..., L, S]: added to the scores if floating-point, kept where true if boolean.
            /// </param>
            /// <param name="p">Dropout of the attention weights; applied whenever it is above zero.</param>
            /// <param name="is_casual">
            /// Whether a position sees only itself and those before it (the name is TorchSharp's).
            /// </param>
            /// <returns>[..., L, e].</returns>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null,
                double p = 0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("scaled_dot_product_attention takes a mask or is_casual, not both.");
                if (_attention.Exists) return _attention.Call(query, key, value, attn_mask, p, is_casual);
                return Attend(query, key, value, attn_mask, p, is_casual);
            }

            // Before 2.0 libtorch has the operator only under a private name and with another meaning.
            private static Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
            {
                using var scope = NewDisposeScope();
                var scaled = query * (1 / Math.Sqrt(query.size(-1)));
                var scores = scaled.matmul(key.transpose(-2, -1)); // [..., L, S]
                if (causal) mask = ones([query.size(-2), key.size(-2)], ScalarType.Bool, query.device).tril();
                if (mask?.dtype == ScalarType.Bool) scores = scores.masked_fill(mask.logical_not(), double.NegativeInfinity);
                else if (mask is not null) scores = scores + mask;
                var weights = softmax(scores, -1);
                if (p > 0) weights = dropout(weights, p);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }
        }
    }
}
