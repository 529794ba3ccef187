namespace MimLab.Runner.Ablations;

/// <summary>A planned run and what is left to do of it.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">What is left.</param>
/// <param name="From">The ablation/preset/cell or the folder that has the rest.</param>
internal sealed record RunProspect(PlannedRun Run, Prospect State, string? From)
{
    /// <summary>What need not be done, a sentence for each state and each source.</summary>
    public static IEnumerable<string> Sentences(IReadOnlyList<RunProspect> prospects)
    {
        var finished = prospects.Count(p => p.State == Prospect.Finished);
        if (finished > 0) yield return $"{finished} of the runs {(finished == 1 ? "is" : "are")} finished.";
        foreach (var group in prospects.Where(p => p.State == Prospect.Shared).GroupBy(p => p.From))
            yield return $"Shared with {group.Key ?? "the local results"}, not trained again: {Runs(group)}.";
        var pretrained = prospects.Where(p => p.State == Prospect.Pretrained).ToList();
        if (pretrained.Count > 0) yield return $"Pre-trained already, only to be evaluated: {Runs(pretrained)}.";
        var following = prospects.Where(p => p.State == Prospect.Following).ToList();
        if (following.Count > 0) yield return $"Evaluate the pre-training of a run before them: {Runs(following)}.";
    }

    private static string Runs(IEnumerable<RunProspect> prospects) => string.Join("; ", prospects.GroupBy(p => p.Run.Cell.Name)
        .Select(g => $"{g.Key} {(g.Count() == 1 ? "seed" : "seeds")} {string.Join(", ", g.Select(p => p.Run.Seed))}"));
}
