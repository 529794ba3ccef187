namespace MimLab.Figures;

/// <summary>
/// Numbers on a square grid as colours, dark blue for zero to yellow for the most: brightness rises all the way, so that it reads
/// without colours too (the course of Matplotlib's viridis, sampled at a few places).
/// </summary>
public static class HeatPicture
{
    private static readonly Ink[] Stops = [new(68, 1, 84), new(59, 82, 139), new(33, 145, 140), new(94, 201, 98), new(253, 231, 37)];

    /// <summary>Draws a grid of numbers.</summary>
    /// <param name="values">gridSize x gridSize numbers, row by row, none negative.</param>
    /// <param name="gridSize">Cells on a side.</param>
    /// <param name="most">The number that is yellow; the largest one when not given.</param>
    /// <param name="side">Width in pixels, rounded down to whole cells.</param>
    /// <exception cref="ArgumentException">The numbers do not fill the grid.</exception>
    public static Raster Draw(IReadOnlyList<double> values, int gridSize, double? most = null, int side = 144)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gridSize, 1);
        if (values.Count != gridSize * gridSize) throw new ArgumentException($"A grid of {gridSize} x {gridSize} needs {gridSize * gridSize} numbers; got {values.Count}.", nameof(values));
        var cell = Math.Max(1, side / gridSize);
        var top = most ?? values.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var picture = new Raster(cell * gridSize, cell * gridSize);
        for (var i = 0; i < values.Count; i++)
            picture.Fill(i % gridSize * cell, i / gridSize * cell, cell, cell, Color(top > 0 ? values[i] / top : 0));
        return picture;
    }

    /// <summary>The colour of a share from 0 to 1.</summary>
    public static Ink Color(double share)
    {
        var place = Math.Clamp(double.IsNaN(share) ? 0 : share, 0, 1) * (Stops.Length - 1);
        var from = Math.Min((int)place, Stops.Length - 2);
        var (a, b, t) = (Stops[from], Stops[from + 1], place - from);
        byte Mix(byte low, byte high) => (byte)Math.Round(low + (high - low) * t);
        return new Ink(Mix(a.Red, b.Red), Mix(a.Green, b.Green), Mix(a.Blue, b.Blue));
    }
}
