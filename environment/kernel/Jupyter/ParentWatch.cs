using System.Globalization;
using MimLab.Kernel.Isolation;

namespace MimLab.Kernel.Jupyter;

/// <summary>
/// Notices the end of the program that started the kernel: a kernel that nobody can reach any more should not go on.
/// </summary>
internal sealed class ParentWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly int _parent = ProcessControl.Parent();
    private readonly string? _frontEnd;
    private readonly Action _gone;
    private readonly Timer _timer;

    /// <param name="gone">Called when the parent has ended.</param>
    public ParentWatch(Action gone)
    {
        _gone = gone;
        // Jupyter names itself here; another program may stand between it and the kernel.
        string named = Environment.GetEnvironmentVariable("JPY_PARENT_PID") ?? "";
        if (int.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && Directory.Exists($"/proc/{number}"))
        {
            _frontEnd = $"/proc/{number}";
        }
        _timer = new Timer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (ProcessControl.Parent() == _parent && (_frontEnd is null || Directory.Exists(_frontEnd))) return;
        _timer.Change(Timeout.Infinite, Timeout.Infinite);
        _gone();
    }
}
