namespace TorchSharp;

/// <summary>A single call as profile.cpp keeps it; times in nanoseconds, words by number.</summary>
internal readonly record struct ProfileEvent(long Start, long Duration, int Name, int Part, int Shapes, int Thread);
