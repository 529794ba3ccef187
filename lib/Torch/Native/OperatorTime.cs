namespace MimLab;

/// <summary>What an operator took in one part of the work.</summary>
/// <param name="Name">
/// Its name in libtorch, such as <c>aten::addmm</c>; of a node of the backward pass, such as <c>AddmmBackward0</c>.
/// </param>
/// <param name="Part">What <see cref="OperatorProfile.Part"/> was.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="SelfSeconds">How long, without the operators that it called itself.</param>
/// <param name="TotalSeconds">How long, with them.</param>
/// <param name="Bytes">
/// What it read and wrote: its inputs and results by shape and type. 0 for views, for allocations, for nodes, and for what only
/// calls other operators, which count it.
/// </param>
public sealed record OperatorTime(string Name, string Part, long Calls, double SelfSeconds, double TotalSeconds, long Bytes);
