namespace MimLab.Figures;

/// <summary>A picture of a report.</summary>
/// <param name="Title">Short title.</param>
/// <param name="Caption">What it shows, in a sentence or two.</param>
/// <param name="Png">A PNG file.</param>
public sealed record ReportPicture(string Title, string Caption, byte[] Png);
