namespace MimLab.Kernel;

/// <summary>Whether code typed so far can run.</summary>
public enum Completeness
{
    /// <summary>It can run.</summary>
    Complete,

    /// <summary>More must follow (an open brace, say).</summary>
    Incomplete,

    /// <summary>Nothing that follows can make it run.</summary>
    Invalid,
}
