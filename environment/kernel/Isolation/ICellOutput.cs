using System.Text.Json;

namespace MimLab.Kernel.Isolation;

/// <summary>Takes what the cells' process says while it runs. Called on that process's reading threads, in order.</summary>
internal interface ICellOutput
{
    void Stream(string name, string text);

    void Display(JsonElement bundle, string? displayId, bool update);

    void Clear(bool wait);

    /// <summary>A cell asks for a line; <see cref="CellProcess.AnswerQuestion"/> takes the answer.</summary>
    void Ask(string prompt, bool password);

    /// <summary>The process ended without being told to.</summary>
    void Ended(string how);
}
