using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Collects what its thread creates while it is the innermost scope, and disposes it at its end, except what has been
/// moved to another scope or detached. Scopes nest and end in reverse order of their beginning.
/// </summary>
public sealed partial class DisposeScope : IDisposable
{
    private readonly HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);
    private bool _ended;

    internal DisposeScope()
    {
        OuterScope = Open(DisposeScopeManager.Current);
        DisposeScopeManager.Current = this;
    }

    internal DisposeScope? OuterScope { get; }

    /// <summary>What the scope would dispose now.</summary>
    public IReadOnlyList<IDisposable> DisposablesView
    {
        get { lock (_disposables) return [.. _disposables]; }
    }

    public int DisposablesCount
    {
        get { lock (_disposables) return _disposables.Count; }
    }

    public bool Contains(IDisposable disposable)
    {
        lock (_disposables) return _disposables.Contains(disposable);
    }

    /// <summary>Puts something into this scope, taking it out of the one it was in.</summary>
    public void Attach(IDisposable disposable)
    {
        if (_ended) throw new ObjectDisposedException(nameof(DisposeScope));
        if (disposable is Tensor tensor)
        {
            if (tensor.OwningDisposeScope == this) return;
            tensor.OwningDisposeScope?.Forget(disposable);
            tensor.OwningDisposeScope = this;
        }
        lock (_disposables) _disposables.Add(disposable);
    }

    public void Attach(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables) Attach(disposable);
    }

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        IDisposable[] all = [.. disposables];
        Attach(all);
        return all;
    }

    /// <summary>A tensor just made by this thread, which belongs to no scope yet.</summary>
    internal void AttachNew(Tensor tensor)
    {
        if (_ended)
        {
            // It was ended out of order, or by another thread (a scope held across an await).
            DisposeScopeManager.Current = Open(this);
            DisposeScopeManager.Current?.AttachNew(tensor);
            return;
        }
        tensor.OwningDisposeScope = this;
        lock (_disposables) _disposables.Add(tensor);
        DisposeScopeManager.Statistics.CreatedInScopeCount++;
    }

    /// <summary>Takes something out of every scope: it now lives until it is disposed or collected.</summary>
    public T Detach<T>(T disposable) where T : IDisposable
    {
        if (disposable is Tensor tensor)
        {
            tensor.OwningDisposeScope?.Forget(disposable);
            tensor.OwningDisposeScope = null;
        }
        else
        {
            Forget(disposable);
        }
        DisposeScopeManager.Statistics.DetachedFromScopeCount++;
        return disposable;
    }

    /// <summary>Moves something to the enclosing scope; out of the outermost, it is detached.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(Open(OuterScope), disposable);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (scope is null) return Detach(disposable);
        Forget(disposable);
        scope.Attach(disposable);
        return disposable;
    }

    /// <summary>Called by what has been disposed by hand.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        Forget(disposable);
        if (disposable is Tensor tensor) tensor.OwningDisposeScope = null;
        DisposeScopeManager.Statistics.DisposedInScopeCount++;
    }

    /// <summary>Disposes everything in the scope, which stays open.</summary>
    public void DisposeEverything() => DisposeEverythingBut(Enumerable.Empty<IDisposable>());

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        IDisposable[] all;
        lock (_disposables)
        {
            all = [.. _disposables];
            _disposables.Clear();
            foreach (var disposable in all)
                if (keep.Contains(disposable)) _disposables.Add(disposable);
        }
        foreach (var disposable in all)
        {
            if (keep.Contains(disposable)) continue;
            if (disposable is Tensor tensor) tensor.OwningDisposeScope = null;
            disposable.Dispose();
            DisposeScopeManager.Statistics.DisposedInScopeCount++;
        }
    }

    /// <summary>Ends the scope and disposes what it still holds.</summary>
    public void Dispose()
    {
        if (_ended) return;
        DisposeEverything();
        _ended = true;
        if (DisposeScopeManager.Current == this) DisposeScopeManager.Current = Open(OuterScope);
    }

    /// <summary>The innermost scope from <paramref name="scope"/> outwards that has not ended.</summary>
    internal static DisposeScope? Open(DisposeScope? scope)
    {
        while (scope is { _ended: true }) scope = scope.OuterScope;
        return scope;
    }

    private void Forget(IDisposable disposable)
    {
        lock (_disposables) _disposables.Remove(disposable);
    }
}
