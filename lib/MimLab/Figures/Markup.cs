using System.Text;

namespace MimLab.Figures;

/// <summary>Text made safe for HTML and XML, in elements and in quoted attributes.</summary>
internal static class Markup
{
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // a lone surrogate comes out as U+FFFD
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                < ' ' and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF => "\uFFFD", // XML allows none of these
                _ => rune.ToString(),
            });
        return escaped.ToString();
    }
}
