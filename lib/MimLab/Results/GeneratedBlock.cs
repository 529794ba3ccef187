namespace MimLab.Results;

/// <summary>
/// Text that a program keeps up to date inside a file written by hand. A block starts with the line
/// <c>&lt;!-- generated:NAME --&gt;</c> and ends with <c>&lt;!-- /generated:NAME --&gt;</c>.
/// </summary>
public static class GeneratedBlock
{
    /// <summary>
    /// Returns <paramref name="text"/> with the inside of block <paramref name="name"/> replaced; everything else stays as it is.
    /// </summary>
    /// <exception cref="UserError">The block is missing, unclosed, or there twice.</exception>
    public static string Replace(string text, string name, string content)
    {
        var open = $"<!-- generated:{name} -->";
        var close = $"<!-- /generated:{name} -->";
        var start = text.IndexOf(open, StringComparison.Ordinal);
        if (start < 0) throw new UserError($"There is no line '{open}'; add it and '{close}' where the generated text belongs.");
        start += open.Length;
        var end = text.IndexOf(close, start, StringComparison.Ordinal);
        if (end < 0) throw new UserError($"The block '{open}' has no end; add the line '{close}' below it.");
        if (text.IndexOf(open, start, StringComparison.Ordinal) >= 0) throw new UserError($"The line '{open}' is there twice; keep one.");
        return $"{text[..start]}\n{content.Trim('\n')}\n{text[end..]}";
    }
}
