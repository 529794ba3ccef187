namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>What <c>mim bench</c> measures beside training steps.</summary>
internal static class SmallBenchmarks
{
    /// <summary>By the names that <c>--only</c> takes.</summary>
    public static readonly IReadOnlyList<(string Name, Func<SectionSettings, Section> Measure)> All =
    [
        (ImageLoading.Name, ImageLoading.Measure),
        (LoaderFeeds.Name, LoaderFeeds.Measure),
        (OperatorOverhead.Name, OperatorOverhead.Measure),
        (StartUp.Name, StartUp.Measure),
        (FirstStep.Name, FirstStep.Measure),
        (KernelStart.Name, KernelStart.Measure),
    ];
}
