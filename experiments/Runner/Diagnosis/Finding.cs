namespace MimLab.Runner.Diagnosis;

/// <summary>One line of <c>mim doctor</c>.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Ok">Whether it is as it should be.</param>
/// <param name="Text">What was found.</param>
/// <param name="Advice">What to do about a problem, or a remark; empty where there is nothing to say.</param>
public sealed record Finding(string Name, bool Ok, string Text, string Advice = "");
