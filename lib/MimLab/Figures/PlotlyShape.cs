namespace MimLab.Figures;

/// <summary>A rectangle or line behind the traces, across one panel.</summary>
/// <param name="Type"><c>rect</c> or <c>line</c>.</param>
/// <param name="Xref">The panel's horizontal axis and <c>domain</c>.</param>
/// <param name="Yref">The panel's vertical axis.</param>
/// <param name="Y0">Lower edge.</param>
/// <param name="Y1">Upper edge.</param>
/// <param name="Line">Its line.</param>
/// <param name="Fillcolor">Its fill.</param>
public sealed record PlotlyShape(string Type, string Xref, string Yref, double Y0, double Y1, PlotlyLine Line, string? Fillcolor = null)
{
    /// <summary>Left edge, in what <see cref="Xref"/> says.</summary>
    public double X0 { get; init; }

    /// <summary>Right edge, in what <see cref="Xref"/> says.</summary>
    public double X1 { get; init; } = 1;

    /// <summary>Behind the traces.</summary>
    public string Layer { get; } = "below";
}
