using System.Text;

namespace MimLab.Kernel.Language;

/// <summary>
/// The process's console while there is a session: what a cell writes goes to the cell's session, also from threads that it
/// started and after it has ended; what belongs to no cell goes to the newest session.
/// </summary>
internal static class RoutedConsole
{
    private static readonly Lock s_gate = new();
    private static readonly List<NotebookSession> s_sessions = [];
    private static TextWriter s_out = TextWriter.Null;
    private static TextWriter s_error = TextWriter.Null;
    private static TextReader s_in = TextReader.Null;

    /// <summary>The session that the calling code belongs to; null where there is none.</summary>
    public static NotebookSession? Session
    {
        get
        {
            if (CellRun.Current?.Session is { } own) return own;
            lock (s_gate) return s_sessions.LastOrDefault();
        }
    }

    public static void Enter(NotebookSession session)
    {
        lock (s_gate)
        {
            s_sessions.Add(session);
            if (s_sessions.Count > 1) return;
            (s_out, s_error, s_in) = (Console.Out, Console.Error, Console.In);
            Console.SetOut(new Writer("stdout", s_out));
            Console.SetError(new Writer("stderr", s_error));
            Console.SetIn(new Reader(s_in));
        }
    }

    public static void Leave(NotebookSession session)
    {
        lock (s_gate)
        {
            if (!s_sessions.Remove(session) || s_sessions.Count > 0) return;
            Console.SetOut(s_out);
            Console.SetError(s_error);
            Console.SetIn(s_in);
        }
    }

    private sealed class Writer(string name, TextWriter otherwise) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

        public override void Write(string? value)
        {
            if (string.IsNullOrEmpty(value)) return;
            if (Session is { } session) session.Publish(frontEnd => frontEnd.Stream(name, value));
            else otherwise.Write(value);
        }

        // One piece, so that lines of several threads do not mix.
        public override void WriteLine(string? value) => Write(value + "\n");

        public override void WriteLine() => Write("\n");
    }

    private sealed class Reader(TextReader otherwise) : TextReader
    {
        private string _rest = "";

        public override string? ReadLine()
        {
            if (_rest.Length > 0)
            {
                (string line, _rest) = (_rest, "");
                return line.TrimEnd('\n');
            }
            return Session is { } session ? session.Ask("", password: false) : otherwise.ReadLine();
        }

        public override int Peek() => Fill() ? _rest[0] : -1;

        public override int Read()
        {
            if (!Fill()) return -1;
            char first = _rest[0];
            _rest = _rest[1..];
            return first;
        }

        private bool Fill()
        {
            if (_rest.Length == 0 && ReadLine() is { } line) _rest = line + "\n";
            return _rest.Length > 0;
        }
    }
}
