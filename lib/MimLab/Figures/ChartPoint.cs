namespace MimLab.Figures;

/// <summary>A point with an error bar.</summary>
/// <param name="X">Horizontal value.</param>
/// <param name="Y">Vertical value.</param>
/// <param name="Error">Half the length of the error bar; 0 draws none.</param>
/// <param name="Text">What the interactive chart shows when the pointer is over it.</param>
public sealed record ChartPoint(double X, double Y, double Error = 0, string Text = "");
