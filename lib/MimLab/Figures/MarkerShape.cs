namespace MimLab.Figures;

/// <summary>Shape of a point. Hollow diamonds are kept for figures printed in a paper.</summary>
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

    /// <summary>An empty diamond: a figure from a paper.</summary>
    HollowDiamond,
}
