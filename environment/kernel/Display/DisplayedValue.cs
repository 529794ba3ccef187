using MimLab.Kernel.Language;

namespace MimLab.Kernel.Display;

/// <summary>Something shown below a cell that can be replaced in its place: progress, a curve that grows.</summary>
public sealed class DisplayedValue
{
    private readonly string[] _mimeTypes;

    internal DisplayedValue(string displayId, string[] mimeTypes) => (DisplayId, _mimeTypes) = (displayId, mimeTypes);

    /// <summary>The front end's name for the place.</summary>
    public string DisplayId { get; }

    /// <summary>Whether <see cref="Update"/> was called.</summary>
    public bool IsUpdated { get; private set; }

    /// <summary>Shows another value in the place of the one before.</summary>
    public void Update(object? updatedValue)
    {
        IsUpdated = true;
        Show(updatedValue, update: true);
    }

    internal void Show(object? value, bool update)
    {
        MimeBundle bundle = ValueFormatter.Format(value, _mimeTypes);
        RoutedConsole.Session?.Publish(frontEnd => frontEnd.Display(bundle, DisplayId, update));
    }
}
