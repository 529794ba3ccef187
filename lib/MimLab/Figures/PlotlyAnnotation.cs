namespace MimLab.Figures;

/// <summary>A text inside a panel or above it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Xref">What <paramref name="X"/> refers to.</param>
/// <param name="Yref">What <paramref name="Y"/> refers to.</param>
/// <param name="X">Horizontal position.</param>
/// <param name="Y">Vertical position.</param>
/// <param name="Xanchor">Which edge of the text <paramref name="X"/> means.</param>
/// <param name="Font">Its font.</param>
public sealed record PlotlyAnnotation(string Text, string Xref, string Yref, double X, double Y, string Xanchor, PlotlyFont Font)
{
    /// <summary>The position is that of the text's lower edge.</summary>
    public string Yanchor { get; } = "bottom";

    /// <summary>No arrow.</summary>
    public bool Showarrow { get; }
}
