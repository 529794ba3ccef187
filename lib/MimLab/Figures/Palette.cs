namespace MimLab.Figures;

/// <summary>
/// The colours that Okabe and Ito chose so that people with any common colour blindness can tell them apart, without the
/// yellow and the black, which vanish on white and on dark grounds. Shapes differ too, so colour never carries a meaning alone.
/// </summary>
public static class Palette
{
    private static readonly string[] Colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
    private static readonly MarkerShape[] Shapes = [MarkerShape.Circle, MarkerShape.Square, MarkerShape.Triangle, MarkerShape.TriangleDown];
    private static readonly MarkerShape[] HollowShapes =
        [MarkerShape.HollowCircle, MarkerShape.HollowSquare, MarkerShape.HollowTriangle, MarkerShape.HollowTriangleDown];

    /// <summary>Neutral grey for baselines and rules, readable on both grounds.</summary>
    public const string Neutral = "#808891";

    /// <summary>Colour number <paramref name="index"/>; they repeat after six.</summary>
    public static string Color(int index) => Colors[index % Colors.Length];

    /// <summary>Marker number <paramref name="index"/>; they repeat after four.</summary>
    public static MarkerShape Shape(int index) => Shapes[index % Shapes.Length];

    /// <summary>The empty twin of marker number <paramref name="index"/>, for the paper's figures of the same series.</summary>
    public static MarkerShape HollowShape(int index) => HollowShapes[index % HollowShapes.Length];
}
