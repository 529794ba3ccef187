using System.Text;

namespace MimLab.Kernel.Isolation;

/// <summary>
/// Gathers what a cell writes and passes it on in larger pieces: at once when much has come together, else a moment later. A loop
/// that prints a hundred thousand lines becomes some dozens of messages. Safe from any thread; pieces keep their order.
/// </summary>
internal sealed class OutputBatch : IDisposable
{
    private const int Milliseconds = 40;
    private const int LongestPiece = 64 * 1024;

    private readonly Action<string, string> _pass;
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly Timer _timer;
    private string _stream = "";

    /// <param name="pass">Takes the stream's name and its text; called under this batch's lock.</param>
    public OutputBatch(Action<string, string> pass)
    {
        _pass = pass;
        _timer = new Timer(_ => Flush());
    }

    public void Add(string stream, string text)
    {
        if (text.Length == 0) return;
        lock (_lock)
        {
            if (stream != _stream) Flush();
            _stream = stream;
            bool first = _text.Length == 0;
            _text.Append(text);
            if (_text.Length >= LongestPiece) Flush();
            else if (first) _timer.Change(Milliseconds, Timeout.Infinite);
        }
    }

    /// <summary>Passes on what there is.</summary>
    public void Flush() => Flush(static () => { });

    /// <summary>Passes on what there is, then does <paramref name="next"/> before anything else can be written.</summary>
    public void Flush(Action next)
    {
        lock (_lock)
        {
            if (_text.Length > 0)
            {
                // Emptied first: passing on may fail.
                string text = _text.ToString();
                _text.Clear();
                _pass(_stream, text);
            }
            next();
        }
    }

    public void Dispose() => _timer.Dispose();
}
