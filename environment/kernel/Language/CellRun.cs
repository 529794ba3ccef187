namespace MimLab.Kernel.Language;

/// <summary>
/// One cell from its start to its end, with the ways to stop it, tried one after another: the token (which the cell's own loops
/// and library code look at), <see cref="Thread.Interrupt"/> for waits, and, for code that does neither, leaving the thread
/// behind. (The runtime's own abort, <c>ControlledExecution</c>, was tried: it takes the process down when it meets a thread in a
/// native frame.)
/// </summary>
internal sealed class CellRun(NotebookSession session, int number)
{
    private static readonly TimeSpan s_untilWaitsBreak = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan s_untilAbandoned = TimeSpan.FromMilliseconds(650);
    private static readonly TimeSpan s_strays = TimeSpan.FromSeconds(3);
    private static readonly AsyncLocal<CellRun?> s_current = new();

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<CellOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private int _shields;
    private bool _owesInterrupt;
    private bool _asked;

    /// <summary>The cell that the calling code belongs to, on whatever thread it goes on.</summary>
    public static CellRun? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    public NotebookSession Session { get; } = session;

    /// <summary>The cell's execution count.</summary>
    public int Number { get; } = number;

    public CancellationToken Token => _stop.Token;

    public bool Interrupted => _stop.IsCancellationRequested;

    /// <summary>Whether the cell's thread was left behind.</summary>
    public bool Abandoned { get; private set; }

    /// <summary>Raised once the last piece of the cell has run without an error.</summary>
    public event Action? Finishing;

    public void FinishUp() => Finishing?.Invoke();

    public bool Finish(CellOutcome outcome) => _outcome.TrySetResult(outcome);

    public CellOutcome Wait() => _outcome.Task.GetAwaiter().GetResult();

    /// <summary>Runs a part of the cell whose waits may be broken off.</summary>
    public void Interruptible(Action action)
    {
        lock (_gate)
        {
            Token.ThrowIfCancellationRequested();
            _thread = Thread.CurrentThread;
        }
        try
        {
            action();
        }
        finally
        {
            lock (_gate) _thread = null;
            ForgetInterrupt();
        }
    }

    /// <summary>
    /// Runs something that must not be cut in two (a message to the front end): an interruption waits until it is done.
    /// </summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted: it says no more.</exception>
    public void Shielded(Action action)
    {
        Token.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_thread == Thread.CurrentThread) _shields++;
        }
        try
        {
            action();
        }
        finally
        {
            lock (_gate)
            {
                if (_thread == Thread.CurrentThread)
                {
                    _shields--;
                    if (_owesInterrupt) _thread.Interrupt();
                    _owesInterrupt = false;
                }
            }
        }
    }

    /// <summary>Begins to stop the cell; returns at once.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (_asked || _outcome.Task.IsCompleted) return;
            _asked = true;
            Interruption.Arm();
            // Threads of their own: the cell may have taken every thread of the pool. Cancelling runs what others registered on
            // the token, which may take its time.
            new Thread(_stop.Cancel) { IsBackground = true, Name = "cancel" }.Start();
            new Thread(Escalate) { IsBackground = true, Name = "interrupt" }.Start();
        }
    }

    private void Escalate()
    {
        if (!EndsWithin(s_untilWaitsBreak))
        {
            BreakWait();
            if (!EndsWithin(s_untilAbandoned))
            {
                // A thread left behind stays armed for good.
                Abandoned = true;
                if (Finish(new CellOutcome(null, InterruptedError(abandoned: true)))) return;
                Abandoned = false;
            }
        }
        // What the cell left on other threads has this long to meet a check.
        Thread.Sleep(s_strays);
        Interruption.Disarm();
    }

    private void BreakWait()
    {
        lock (_gate)
        {
            if (_shields > 0) _owesInterrupt = true;
            else _thread?.Interrupt();
        }
    }

    private bool EndsWithin(TimeSpan time) => _outcome.Task.Wait(time);

    // An interrupt that met no wait would break the thread's next one.
    private static void ForgetInterrupt()
    {
        try
        {
            Thread.Sleep(0);
        }
        catch (ThreadInterruptedException)
        {
        }
    }

    public static CellError InterruptedError(bool abandoned = false)
    {
        string message = abandoned
            ? "The cell did not stop within a second: it is inside library or native code that does not look for an interruption. That "
                + "goes on in the background until it returns to the cell. Variables are kept, and the next cell runs on a new thread."
            : "The cell was interrupted. Variables are kept.";
        return new CellError("KeyboardInterrupt", message, [$"KeyboardInterrupt: {message}"]);
    }
}
