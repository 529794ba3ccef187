namespace MimLab.Targets;

/// <summary>
/// K-means in a few dimensions: k-means++ starts (Arthur and Vassilvitskii 2007), then Lloyd's iterations. Plain arithmetic in
/// one order, so that equal points and seed give equal centres on every machine.
/// </summary>
public static class KMeans
{
    /// <summary>The centres, and the mean squared distance of a point to the nearest of them.</summary>
    /// <param name="points">Points, one after another, <paramref name="dimensions"/> numbers each.</param>
    /// <param name="dimensions">Numbers of a point.</param>
    /// <param name="count">K.</param>
    /// <param name="iterations">At most so many; it ends earlier when no point changes its centre.</param>
    /// <param name="seed">Seed of the starts.</param>
    /// <exception cref="UserError">There are fewer different points than centres.</exception>
    public static (double[] Centres, double Error) Cluster(ReadOnlySpan<double> points, int dimensions, int count, int iterations, ulong seed)
    {
        var centres = Start(points, dimensions, count, seed);
        var owner = new int[points.Length / dimensions];
        for (var round = 0; round < Math.Max(1, iterations); round++)
        {
            var (error, moved) = Assign(points, dimensions, centres, owner, first: round == 0);
            if (!moved) return (centres, error);
            Move(points, dimensions, centres, owner);
        }
        return (centres, Assign(points, dimensions, centres, owner, first: false).Error);
    }

    private static double[] Start(ReadOnlySpan<double> points, int dimensions, int count, ulong seed)
    {
        var random = new SampleRandom(seed);
        var n = points.Length / dimensions;
        var centres = new double[count * dimensions];
        var nearest = new double[n];
        Array.Fill(nearest, double.PositiveInfinity);
        var chosen = n == 0 ? -1 : random.NextInt(n);
        for (var k = 0; k < count; k++)
        {
            if (chosen < 0) throw new UserError($"There are only {k} different colours, fewer than the {count} clusters asked for: set model.clusters to at most {k}, or use more images.");
            var centre = centres.AsSpan(k * dimensions, dimensions);
            points.Slice(chosen * dimensions, dimensions).CopyTo(centre);
            var total = 0.0;
            for (var i = 0; i < n; i++)
            {
                nearest[i] = Math.Min(nearest[i], Distance(points.Slice(i * dimensions, dimensions), centre));
                total += nearest[i];
            }
            chosen = Draw(nearest, random.NextDouble() * total);
        }
        return centres;
    }

    /// <summary>The index where the running sum passes <paramref name="mark"/>; -1 when every weight is 0.</summary>
    private static int Draw(double[] weights, double mark)
    {
        var last = -1;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] <= 0) continue;
            last = i;
            mark -= weights[i];
            if (mark < 0) return i;
        }
        return last;
    }

    private static (double Error, bool Moved) Assign(ReadOnlySpan<double> points, int dimensions, double[] centres, int[] owner, bool first)
    {
        var (sum, moved) = (0.0, first);
        for (var i = 0; i < owner.Length; i++)
        {
            var point = points.Slice(i * dimensions, dimensions);
            var (best, distance) = (0, double.PositiveInfinity);
            for (var k = 0; k * dimensions < centres.Length; k++)
            {
                var here = Distance(point, centres.AsSpan(k * dimensions, dimensions));
                if (here < distance) (best, distance) = (k, here);
            }
            moved |= owner[i] != best;
            owner[i] = best;
            sum += distance;
        }
        return (sum / owner.Length, moved);
    }

    private static void Move(ReadOnlySpan<double> points, int dimensions, double[] centres, int[] owner)
    {
        var sums = new double[centres.Length];
        var members = new int[centres.Length / dimensions];
        for (var i = 0; i < owner.Length; i++)
        {
            members[owner[i]]++;
            for (var d = 0; d < dimensions; d++) sums[owner[i] * dimensions + d] += points[i * dimensions + d];
        }
        for (var k = 0; k < members.Length; k++)
            for (var d = 0; d < dimensions && members[k] > 0; d++) // a centre that nobody is nearest to stays
                centres[k * dimensions + d] = sums[k * dimensions + d] / members[k];
    }

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var d = 0; d < a.Length; d++) sum += (a[d] - b[d]) * (a[d] - b[d]);
        return sum;
    }
}
