namespace MimLab.Training;

/// <summary>Weighted k-nearest-neighbour classification of frozen features (Wu et al. 2018, with DINO's defaults).</summary>
public sealed record NeighbourSettings
{
    /// <summary>Neighbours that vote.</summary>
    public int Neighbours { get; init; } = 20;

    /// <summary>A neighbour of cosine similarity s votes with weight exp(s / temperature).</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>Labelled images compared with, the same number of every class; null for the whole training split.</summary>
    public int? BankImages { get; init; } = 10_000;

    /// <summary>Images of the test split classified; null for all of them.</summary>
    public int? QueryImages { get; init; } = 2_000;

    /// <summary>Images per forward pass.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Arithmetic of the feature extraction.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    internal void Validate(RecipeCheck check)
    {
        check.AtLeast("neighbours", Neighbours, 1);
        check.Positive("temperature", Temperature);
        check.AtLeast("bankImages", BankImages, 1);
        check.AtLeast("queryImages", QueryImages, 1);
        check.AtLeast("batch", Batch, 1);
    }
}
