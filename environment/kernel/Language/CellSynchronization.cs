namespace MimLab.Kernel.Language;

/// <summary>
/// Brings what follows an await back to the cell's thread while that thread waits for the cell, as in a program without threads;
/// while it is busy (blocked in <c>.Result</c>, say) the thread pool goes on instead, so that blocking on a task cannot deadlock.
/// </summary>
internal sealed class CellSynchronization(CellRun run) : SynchronizationContext
{
    private readonly object _gate = new();
    private (SendOrPostCallback Callback, object? State)? _next;
    private bool _waiting;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (_waiting)
            {
                (_next, _waiting) = ((d, state), false);
                Monitor.Pulse(_gate);
                return;
            }
        }
        // What an interrupted cell awaited never goes on.
        if (run.Interrupted) return;
        ThreadPool.QueueUserWorkItem(_ => RunElsewhere(d, state));
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Waits for the task of the cell and runs its continuations.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted before the task ended.</exception>
    public object? Wait(Task<object?> task)
    {
        if (!task.IsCompleted)
        {
            task.ContinueWith(_ => Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            using CancellationTokenRegistration registration = run.Token.Register(Wake);
            while (Next(task) is var (callback, state)) callback(state);
        }
        if (!task.IsCompleted) run.Token.ThrowIfCancellationRequested();
        return task.GetAwaiter().GetResult();
    }

    private (SendOrPostCallback Callback, object? State)? Next(Task task)
    {
        lock (_gate)
        {
            _waiting = true;
            while (_next is null && !task.IsCompleted && !run.Interrupted) Monitor.Wait(_gate);
            _waiting = false;
            (var next, _next) = (_next, null);
            return next;
        }
    }

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }

    private void RunElsewhere(SendOrPostCallback callback, object? state)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        catch (Exception failure)
        {
            // An async void function failed: on a pool thread that would end the kernel.
            if (!run.Interrupted) Console.Error.WriteLine($"A background task of cell {run.Number} failed: {failure}");
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
