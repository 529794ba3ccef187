namespace TorchSharp;

/// <summary>
/// Counts of one thread's scoped tensors. Tensors outside any scope are not counted: that would tax every one of them.
/// </summary>
public class ThreadDisposeScopeStatistics
{
    /// <summary>Tensors that were created while a scope was open.</summary>
    public long CreatedInScopeCount { get; internal set; }

    /// <summary>Tensors that were disposed while they belonged to a scope, by it or by hand.</summary>
    public long DisposedInScopeCount { get; internal set; }

    /// <summary>Tensors that were taken out of every scope.</summary>
    public long DetachedFromScopeCount { get; internal set; }

    /// <summary>Sets every count to 0.</summary>
    public void Reset() => (CreatedInScopeCount, DisposedInScopeCount, DetachedFromScopeCount) = (0, 0, 0);
}
