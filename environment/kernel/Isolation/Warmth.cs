namespace MimLab.Kernel.Isolation;

/// <summary>
/// Runs one trivial cell in a session of its own, so that the compiler is loaded and its hottest methods are compiled while the
/// front end is still shaking hands with the kernel.
/// </summary>
internal sealed class Warmth : IFrontEnd
{
    public void Raise()
    {
        using var session = new NotebookSession(Environment.CurrentDirectory, this);
        session.Execute("var warm = new System.Collections.Generic.List<int> { 1 }; System.Console.Write(warm.Count); warm[0]", 0);
    }

    public void Stream(string name, string text)
    {
    }

    public void Display(MimeBundle bundle, string? displayId = null, bool update = false)
    {
    }

    public void ClearOutput(bool wait)
    {
    }

    public string? ReadLine(string prompt, bool password) => null;
}
