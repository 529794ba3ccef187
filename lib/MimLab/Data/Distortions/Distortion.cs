namespace MimLab.Data.Distortions;

/// <summary>The operations of RandAugment (Cubuk et al. 2020), in the choice and order of timm's increasing set.</summary>
internal enum Distortion
{
    /// <summary>Stretches each colour to the full range.</summary>
    AutoContrast,

    /// <summary>Gives each colour an even histogram.</summary>
    Equalize,

    /// <summary>The negative.</summary>
    Invert,

    /// <summary>Turns about the centre, by degrees.</summary>
    Rotate,

    /// <summary>Keeps the given number of highest bits.</summary>
    Posterize,

    /// <summary>Inverts values from a threshold on.</summary>
    Solarize,

    /// <summary>Adds to values below 128.</summary>
    SolarizeAdd,

    /// <summary>Saturation, by a factor.</summary>
    Colour,

    /// <summary>Contrast, by a factor.</summary>
    Contrast,

    /// <summary>Brightness, by a factor.</summary>
    Brightness,

    /// <summary>Sharpness, by a factor.</summary>
    Sharpness,

    /// <summary>Shears horizontally, by columns for each row.</summary>
    ShearX,

    /// <summary>Shears vertically, by rows for each column.</summary>
    ShearY,

    /// <summary>Shifts horizontally, by a share of the width.</summary>
    TranslateX,

    /// <summary>Shifts vertically, by a share of the height.</summary>
    TranslateY,
}
