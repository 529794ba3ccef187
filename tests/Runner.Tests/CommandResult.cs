namespace Runner.Tests;

/// <summary>What a command left behind.</summary>
internal sealed record CommandResult(int Code, string Output, string Error);
