namespace MimLab.Figures;

/// <summary>A font.</summary>
/// <param name="Size">Size in pixels.</param>
public sealed record PlotlyFont(int Size)
{
    /// <summary>The reader's own interface font.</summary>
    public string Family { get; } = "system-ui, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif";
}
