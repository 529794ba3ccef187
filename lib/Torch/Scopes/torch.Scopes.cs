namespace TorchSharp;

public static partial class torch
{
    /// <summary>This thread's innermost scope.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScope.Open(DisposeScopeManager.Current);

    /// <summary>Opens a scope: what this thread creates from now on is disposed when the scope is.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Runs <paramref name="expr"/> in a scope of its own, of which only the result survives.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
