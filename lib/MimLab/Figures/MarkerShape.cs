namespace MimLab.Figures;

/// <summary>Shape of a point. Hollow ones are kept for figures printed in a paper.</summary>
public enum MarkerShape
{
    /// <summary>No marker.</summary>
    None,

    /// <summary>A filled circle.</summary>
    Circle,

    /// <summary>A filled square.</summary>
    Square,

    /// <summary>A filled triangle, point up.</summary>
    Triangle,

    /// <summary>A filled triangle, point down.</summary>
    TriangleDown,

    /// <summary>An empty circle: the paper's figure beside our circle.</summary>
    HollowCircle,

    /// <summary>An empty square: the paper's figure beside our square.</summary>
    HollowSquare,

    /// <summary>An empty triangle, point up: the paper's figure beside our triangle.</summary>
    HollowTriangle,

    /// <summary>An empty triangle, point down: the paper's figure beside our triangle.</summary>
    HollowTriangleDown,

    /// <summary>An empty diamond: a figure from a paper that has none of ours beside it.</summary>
    HollowDiamond,
}
