namespace MimLab.Kernel.Display;

/// <summary>Text that is HTML already and is shown as it stands.</summary>
public sealed class HtmlString(string content)
{
    /// <summary>The HTML.</summary>
    public override string ToString() => content;
}
