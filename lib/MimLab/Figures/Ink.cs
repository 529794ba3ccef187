namespace MimLab.Figures;

/// <summary>A colour of a picture.</summary>
/// <param name="Red">Red.</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
/// <param name="Alpha">255 covers, 0 is invisible.</param>
public readonly record struct Ink(byte Red, byte Green, byte Blue, byte Alpha = 255)
{
    /// <summary>Nothing: the page shows through.</summary>
    public static readonly Ink Clear = new(0, 0, 0, 0);

    /// <summary>A grey that can be read on white and on dark pages.</summary>
    public static readonly Ink Caption = new(0x80, 0x88, 0x91);

    /// <summary>What stands for a hidden pixel in a masked input.</summary>
    public static readonly Ink Hidden = new(0x7a, 0x7f, 0x87);
}
