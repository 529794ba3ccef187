using System.Text;
using MimLab.Kernel;

namespace Kernel.Tests;

/// <summary>A front end that keeps what a cell says.</summary>
internal sealed class RecordingFrontEnd : IFrontEnd
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StringBuilder> _streams = [];
    private readonly List<(MimeBundle Bundle, string? DisplayId, bool Update)> _displays = [];

    /// <summary>What <see cref="ReadLine"/> answers, in order; null once it is empty.</summary>
    public Queue<string> Answers { get; } = [];

    /// <summary>What was shown, in order.</summary>
    public IReadOnlyList<(MimeBundle Bundle, string? DisplayId, bool Update)> Displays
    {
        get { lock (_lock) return [.. _displays]; }
    }

    /// <summary>How often the output was cleared.</summary>
    public int Cleared { get; private set; }

    /// <summary>Everything written to one stream.</summary>
    public string Written(string name)
    {
        lock (_lock) return _streams.TryGetValue(name, out StringBuilder? text) ? text.ToString() : "";
    }

    public void Stream(string name, string text)
    {
        lock (_lock)
        {
            if (!_streams.TryGetValue(name, out StringBuilder? stream)) _streams[name] = stream = new StringBuilder();
            stream.Append(text);
        }
    }

    public void Display(MimeBundle bundle, string? displayId = null, bool update = false)
    {
        lock (_lock) _displays.Add((bundle, displayId, update));
    }

    public void ClearOutput(bool wait)
    {
        lock (_lock) Cleared++;
    }

    public string? ReadLine(string prompt, bool password)
    {
        lock (_lock) return Answers.TryDequeue(out string? line) ? line : null;
    }
}
