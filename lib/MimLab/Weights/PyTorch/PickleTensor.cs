namespace MimLab.Weights;

/// <summary>A tensor in a pickle: a view of a storage, checked to lie within it.</summary>
/// <param name="Storage">The numbers.</param>
/// <param name="Offset">The place of the first.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Strides">Steps between neighbours along each dimension, in numbers.</param>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    private const int MostDimensions = 32;

    /// <summary>What is wrong with the view, or null.</summary>
    public string? Fault()
    {
        if (Shape.Length != Strides.Length) return $"a shape of {Shape.Length} and strides of {Strides.Length} dimensions";
        if (Shape.Length > MostDimensions) return $"{Shape.Length} dimensions, more than {MostDimensions}";
        if (Offset < 0 || Shape.Any(size => size < 0) || Strides.Any(step => step < 0)) return "a negative size, stride or offset";
        Int128 last = Offset, count = 1;
        for (var dimension = 0; dimension < Shape.Length; dimension++)
        {
            last += (Int128)Math.Max(Shape[dimension] - 1, 0) * Strides[dimension];
            count *= Math.Max(Shape[dimension], 1);
            if (count > long.MaxValue) return "a shape that is too large";
        }
        var empty = Shape.Contains(0);
        return (empty ? Offset > Storage.Count : last >= Storage.Count) ? $"numbers up to place {last} of a storage of {Storage.Count}" : null;
    }
}
