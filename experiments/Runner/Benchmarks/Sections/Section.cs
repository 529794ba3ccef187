namespace MimLab.Runner.Benchmarks.Sections;

/// <summary>A part of the benchmark's page beside the training steps.</summary>
/// <param name="Name">What <c>--only</c> calls it.</param>
/// <param name="Title">Its heading.</param>
/// <param name="About">What was done, one sentence each.</param>
/// <param name="Figures">The figures.</param>
/// <param name="Missing">What could not be measured here, and why, one sentence each.</param>
internal sealed record Section(string Name, string Title, IReadOnlyList<string> About, IReadOnlyList<Figure> Figures, IReadOnlyList<string> Missing);
