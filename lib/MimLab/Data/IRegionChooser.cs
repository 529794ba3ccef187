namespace MimLab.Data;

/// <summary>
/// Says which part of an image a sample needs, once the image's size is known and before its pixels are decoded.
/// </summary>
public interface IRegionChooser
{
    /// <summary>The part needed of an image of this size.</summary>
    ImageRegion Choose(int width, int height);
}
