namespace MimLab;

/// <summary>One call of an operator.</summary>
/// <param name="Name">As in <see cref="OperatorTime.Name"/>.</param>
/// <param name="Part">What <see cref="OperatorProfile.Part"/> was.</param>
/// <param name="Inputs">
/// Types and shapes of the tensors that it was given, such as <c>BFloat16[16, 197, 384]</c>, separated by commas.
/// </param>
/// <param name="Thread">The thread, from 0 in the order of their first calls.</param>
/// <param name="Start">When it began, in nanoseconds of the system's monotonic clock.</param>
/// <param name="Duration">How long it took, in nanoseconds.</param>
public sealed record OperatorCall(string Name, string Part, string Inputs, int Thread, long Start, long Duration);
