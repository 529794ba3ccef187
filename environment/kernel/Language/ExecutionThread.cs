using System.Collections.Concurrent;

namespace MimLab.Kernel.Language;

/// <summary>The thread that cells run on: one after another, so that state which libraries keep per thread lasts.</summary>
internal sealed class ExecutionThread : IDisposable
{
    // Enough for deep recursion in a person's code.
    private const int StackBytes = 64 << 20;

    private readonly BlockingCollection<Action> _work = [];

    public ExecutionThread()
    {
        var thread = new Thread(Loop, StackBytes) { IsBackground = true, Name = "cells" };
        thread.Start();
    }

    public void Post(Action action) => _work.Add(action);

    /// <summary>Lets the thread end after what it is doing; it is not waited for.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Loop()
    {
        foreach (Action action in _work.GetConsumingEnumerable()) action();
    }
}
