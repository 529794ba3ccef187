namespace MimLab.Training;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
public static class NearestName
{
    /// <summary>The end of a sentence: "did you mean 'x'?", or the list of what is known when nothing is near.</summary>
    /// <param name="given">The name that is not known.</param>
    /// <param name="known">Those that are.</param>
    /// <param name="kind">What they name, in the plural.</param>
    public static string Hint(string given, IEnumerable<string> known, string kind = "keys")
    {
        var names = known.ToArray();
        return Find(given, names) is { } nearest ? $"did you mean '{nearest}'?" : $"known {kind} are {string.Join(", ", names)}.";
    }

    /// <summary>
    /// The known name of least edit distance, when at most a third of the letters (two for short names) differ; else null.
    /// </summary>
    public static string? Find(string given, IReadOnlyCollection<string> known)
    {
        var best = known.Select(name => (name, distance: Distance(given.ToLowerInvariant(), name.ToLowerInvariant())))
            .OrderBy(p => p.distance).FirstOrDefault();
        return best.name is not null && best.distance <= Math.Max(2, given.Length / 3) ? best.name : null;
    }

    /// <summary>
    /// Insertions, deletions, replacements and swaps of neighbours between two words (Damerau 1964, optimal alignment).
    /// </summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replace, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
