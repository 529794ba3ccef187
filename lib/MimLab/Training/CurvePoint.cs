namespace MimLab.Training;

/// <summary>One point of an accuracy curve.</summary>
/// <param name="Position">An epoch, or a block counted from 1.</param>
/// <param name="Top1">Images classified rightly, in percent.</param>
public readonly record struct CurvePoint(double Position, double Top1);
