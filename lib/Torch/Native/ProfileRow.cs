namespace TorchSharp;

/// <summary>What profile.cpp sums up for an operator in a part of the work; times in nanoseconds.</summary>
internal readonly record struct ProfileRow(long Calls, long Self, long Total, long Bytes, int Name, int Part);
