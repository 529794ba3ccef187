using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>
/// Weighted nearest-neighbour classification: the k most similar bank vectors vote for their class with weight exp(similarity /
/// T) (Wu et al. 2018, section 3.4; DINO, section 4.1.1).
/// </summary>
public static class NearestNeighbourVote
{
    /// <summary>The most voted class of every query.</summary>
    /// <param name="bank">[N, D] features with known labels; any length, they are normalised here.</param>
    /// <param name="labels">[N] int64.</param>
    /// <param name="queries">[M, D] features to classify.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="neighbours">k; at most N vote.</param>
    /// <param name="temperature">T.</param>
    /// <param name="chunk">Queries compared at once: chunk x N similarities are in memory.</param>
    /// <returns>[M] int64.</returns>
    public static Tensor Classify(Tensor bank, Tensor labels, Tensor queries, int classes, int neighbours, double temperature, int chunk = 512)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var transposed = nn.functional.normalize(bank, dim: 1).t().contiguous(); // [D, N]
        var k = (int)Math.Min(neighbours, bank.shape[0]);
        var answers = new List<Tensor>();
        for (long from = 0; from < queries.shape[0]; from += chunk)
        {
            using var step = NewDisposeScope();
            var some = queries.narrow(0, from, Math.Min(chunk, queries.shape[0] - from)); // [m, D]
            var similarity = nn.functional.normalize(some, dim: 1).matmul(transposed); // [m, N]
            var (nearest, index) = similarity.topk(k, dim: 1); // [m, k]
            var votedFor = labels.index_select(0, index.flatten()).reshape(index.shape); // [m, k]
            // Less than the nearest's, so that a small temperature does not overflow; the winner is the same.
            var weights = ((nearest - nearest.narrow(1, 0, 1)) / temperature).exp(); // [m, k]
            var votes = zeros(some.shape[0], classes, dtype: weights.dtype, device: weights.device).scatter_add(1, votedFor, weights); // [m, C]
            answers.Add(votes.argmax(1).MoveToOuterDisposeScope());
        }
        return cat(answers.ToArray(), 0).MoveToOuterDisposeScope();
    }
}
