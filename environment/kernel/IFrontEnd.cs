namespace MimLab.Kernel;

/// <summary>What a running cell can say to the notebook. Safe to call from any thread.</summary>
public interface IFrontEnd
{
    /// <summary>Appends text to a stream of the running cell.</summary>
    /// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="text">Any piece of text, line ends included.</param>
    void Stream(string name, string text);

    /// <summary>Shows a value below the cell, or replaces what was shown under the same id.</summary>
    void Display(MimeBundle bundle, string? displayId = null, bool update = false);

    /// <summary>Removes the cell's output, with <paramref name="wait"/> only once there is something new to show.</summary>
    void ClearOutput(bool wait);

    /// <summary>Asks the person at the notebook for a line; null when the front end cannot ask.</summary>
    string? ReadLine(string prompt, bool password);
}
