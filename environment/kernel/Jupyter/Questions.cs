using System.Text.Json.Nodes;
using MimLab.Kernel.Isolation;
using MimLab.Kernel.Wire;

namespace MimLab.Kernel.Jupyter;

/// <summary>A cell's questions to the person at the notebook (the stdin channel).</summary>
internal sealed class Questions(Channels channels, CellProcess cells)
{
    private volatile Request? _cell;
    private int _open;

    /// <summary>A cell begins to run; its questions go to whoever sent it.</summary>
    public void Begin(Request cell)
    {
        _cell = cell;
        Interlocked.Exchange(ref _open, 0);
    }

    /// <summary>Asks; the answer is null at once where the front end has no way to ask.</summary>
    public void Ask(string prompt, bool password)
    {
        if (_cell is not { } cell || !cell.Flag("allow_stdin", false))
        {
            cells.AnswerQuestion(null);
            return;
        }
        Interlocked.Exchange(ref _open, 1);
        var content = new JsonObject { ["prompt"] = prompt, ["password"] = password };
        channels.Send(Wire.Answer.Of(Channel.Stdin, cell.Identities, "input_request", cell.Header, content));
    }

    /// <summary>The front end's answer; one that nobody asked for is ignored.</summary>
    public void Answer(string line)
    {
        if (Interlocked.Exchange(ref _open, 0) == 1) cells.AnswerQuestion(line);
    }
}
