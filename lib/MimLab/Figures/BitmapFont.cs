namespace MimLab.Figures;

/// <summary>
/// A small bitmap alphabet for captions inside pictures: 5 x 7 pixels a letter, lower case, digits and a few signs.
/// Each letter is seven lines from top to bottom, five bits a line, packed from the highest bit down.
/// </summary>
internal static class BitmapFont
{
    /// <summary>Width of a letter with the gap behind it.</summary>
    public const int Advance = 6;

    /// <summary>Height of a letter.</summary>
    public const int Height = 7;

    private const int Width = 5;

    private static readonly Dictionary<char, ulong> Letters = new()
    {
        ['a'] = 0x000E0BE2F, ['b'] = 0x421E8C63E, ['c'] = 0x000E8422E, ['d'] = 0x042F8C62F, ['e'] = 0x000E8FE0E,
        ['f'] = 0x1928E2108, ['g'] = 0x01F18BC2E, ['h'] = 0x4216CC631, ['i'] = 0x100C2108E, ['j'] = 0x080610A4C,
        ['k'] = 0x4212A6292, ['l'] = 0x30842108E, ['m'] = 0x001AAD6B5, ['n'] = 0x0016CC631, ['o'] = 0x000E8C62E,
        ['p'] = 0x001E8FA10, ['q'] = 0x000F8BC21, ['r'] = 0x0016CC210, ['s'] = 0x000F8383E, ['t'] = 0x211C42126,
        ['u'] = 0x00118C66D, ['v'] = 0x00118C544, ['w'] = 0x00118D6AA, ['x'] = 0x001151151, ['y'] = 0x00118BC2E,
        ['z'] = 0x001F1111F, ['0'] = 0x3A33AE62E, ['1'] = 0x11842108E, ['2'] = 0x3A211111F, ['3'] = 0x7C441062E,
        ['4'] = 0x08CA97C42, ['5'] = 0x7E1E0862E, ['6'] = 0x1910F462E, ['7'] = 0x7C2222108, ['8'] = 0x3A317462E,
        ['9'] = 0x3A317844C, ['.'] = 0x00000018C, [','] = 0x000003088, ['-'] = 0x0000F8000, ['+'] = 0x0084F9080,
        ['%'] = 0x632222263, ['/'] = 0x002222200, ['('] = 0x088842082, [')'] = 0x208210888, [':'] = 0x018C03180,
        ['='] = 0x001F07C00,
    };

    /// <summary>
    /// Draws <paramref name="text"/> with its upper left corner at (left, top); letters it does not have leave a gap.
    /// </summary>
    public static void Draw(Raster raster, int left, int top, string text, Ink ink, int scale = 1)
    {
        foreach (var letter in text)
        {
            if (Letters.TryGetValue(char.ToLowerInvariant(letter), out var bits))
                for (var i = 0; i < Width * Height; i++)
                    if ((bits >> (Width * Height - 1 - i) & 1) != 0)
                        raster.Fill(left + i % Width * scale, top + i / Width * scale, scale, scale, ink);
            left += Advance * scale;
        }
    }

    /// <summary>Width of <paramref name="text"/> in pixels.</summary>
    public static int Measure(string text, int scale = 1) => Math.Max(0, text.Length * Advance - 1) * scale;
}
