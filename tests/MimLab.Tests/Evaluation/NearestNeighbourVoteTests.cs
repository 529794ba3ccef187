using MimLab.Evaluation;
using static TorchSharp.torch;

namespace MimLab.Tests.Evaluation;

[Collection("torch")]
public class NearestNeighbourVoteTests
{
    [Fact]
    public void Separated_directions_are_classified_whatever_their_length()
    {
        using var scope = NewDisposeScope();
        var bank = tensor(new float[,] { { 1, 0 }, { 9, 0.5f }, { 0, 1 }, { 0.3f, 7 } });
        var labels = tensor(new long[] { 0, 0, 1, 1 });
        var queries = tensor(new float[,] { { 0.01f, 0.001f }, { 2, 30 }, { 5, 1 } });

        var answers = NearestNeighbourVote.Classify(bank, labels, queries, classes: 2, neighbours: 2, temperature: 0.07, chunk: 2);

        Assert.Equal([0L, 1L, 0L], answers.data<long>().ToArray());
    }

    [Fact]
    public void One_close_neighbour_outweighs_two_far_ones()
    {
        using var scope = NewDisposeScope();
        var bank = tensor(new float[,] { { 1, 0 }, { 0.6f, 0.8f }, { 0.6f, -0.8f } });
        var labels = tensor(new long[] { 2, 1, 1 });
        var query = tensor(new float[,] { { 1, 0.01f } });

        // exp(1 / .07) against 2 exp(.6 / .07); with a high temperature the two win.
        Assert.Equal(2, NearestNeighbourVote.Classify(bank, labels, query, 3, 3, 0.07).item<long>());
        Assert.Equal(1, NearestNeighbourVote.Classify(bank, labels, query, 3, 3, 10).item<long>());
    }

    [Fact]
    public void It_equals_a_plain_loop()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        const int classes = 5, k = 7;
        const double temperature = 0.07;
        var (bank, queries) = (randn(40, 6), randn(11, 6));
        var labels = randint(0, classes, [40], dtype: ScalarType.Int64);

        var answers = NearestNeighbourVote.Classify(bank, labels, queries, classes, k, temperature, chunk: 4).data<long>().ToArray();

        var (b, q, l) = (Rows(bank), Rows(queries), labels.data<long>().ToArray());
        for (var i = 0; i < q.Length; i++)
        {
            var votes = new double[classes];
            foreach (var (similarity, label) in b.Select((row, n) => (Cosine(row, q[i]), l[n])).OrderByDescending(p => p.Item1).Take(k))
                votes[label] += Math.Exp(similarity / temperature);
            Assert.Equal(Array.IndexOf(votes, votes.Max()), answers[i]);
        }
    }

    private static float[][] Rows(Tensor matrix) => [.. matrix.data<float>().ToArray().Chunk((int)matrix.shape[1])];

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
