namespace MimLab.Data;

/// <summary>
/// What happens to one image: <paramref name="Box"/> is resized to ResizedWidth x ResizedHeight, of which a square from (X,
/// Y) is kept.
/// </summary>
/// <param name="Box">The part of the image, in its own pixels.</param>
/// <param name="ResizedWidth">The box's width after resizing.</param>
/// <param name="ResizedHeight">The box's height after resizing.</param>
/// <param name="X">Left edge of the square in the resized box; outside of it is padding.</param>
/// <param name="Y">Top edge of the square in the resized box.</param>
/// <param name="Shrink">How far a decoder may shrink on the way.</param>
/// <param name="Mirror">Whether left and right are exchanged at the end.</param>
internal readonly record struct CropPlan(
    CropBox Box, int ResizedWidth, int ResizedHeight, int X, int Y, int Shrink, bool Mirror);
