using MimLab.Figures;
using MimLab.Models;

namespace MimLab.Evaluation;

/// <summary>How a model's pictures improve while it learns: one column a moment, one row an image.</summary>
/// <param name="samples">The images and their masks.</param>
public sealed class ReconstructionFilm(ReconstructionSamples samples)
{
    private readonly List<(string Caption, IReadOnlyList<Raster> Pictures)> columns = [];
    private IReadOnlyList<ReconstructionRow> newest = [];

    /// <summary>Moments so far.</summary>
    public int Count => columns.Count;

    /// <summary>Adds what the model paints now into the hidden places.</summary>
    public void Add(string caption, MaskedImageModel model)
    {
        newest = samples.Rows(model);
        columns.Add((caption, [.. newest.Select(row => row.Original.Paste(row.Mask, row.GridSize, row.Reconstruction))]));
    }

    /// <summary>Masked or mixed input, then the moments, then the original.</summary>
    /// <param name="side">Width of one picture in pixels.</param>
    /// <exception cref="InvalidOperationException">No moment has been added.</exception>
    public Raster Draw(int side = 96)
    {
        if (columns.Count == 0) throw new InvalidOperationException("The film is empty: add a moment first.");
        var rows = newest.Select((row, i) => (IReadOnlyList<Raster>)
            [row.Input, .. columns.Select(column => column.Pictures[i]), row.Original]).ToList();
        return PictureGrid.Draw(rows, [newest[0].InputCaption, .. columns.Select(column => column.Caption), "original"], side);
    }
}
