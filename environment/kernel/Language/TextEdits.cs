using System.Text;

namespace MimLab.Kernel.Language;

/// <summary>Changes to a text that neither add nor remove a line, and the way back from the new text's offsets.</summary>
internal sealed class TextEdits
{
    private List<(int Start, int End, string Text)> _edits = [];

    public void Insert(int position, string text) => Replace(position, position, text);

    public void Replace(int start, int end, string text) => _edits.Add((start, end, text));

    /// <summary>The changed text; edits of equal positions in the order of the calls.</summary>
    public string Apply(string text)
    {
        // List.Sort is not stable and OrderBy is.
        _edits = [.. _edits.OrderBy(static edit => edit.Start)];
        var result = new StringBuilder(text.Length + 64 * _edits.Count);
        int from = 0;
        foreach ((int start, int end, string put) in _edits)
        {
            result.Append(text, from, start - from).Append(put);
            from = end;
        }
        return result.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Where an offset of the edited text was in the original; call after <see cref="Apply"/>.</summary>
    public int Original(int offset)
    {
        int shift = 0;
        foreach ((int start, int end, string put) in _edits)
        {
            if (start + shift > offset) break;
            // An offset inside what was put in belongs to the place where it was put.
            if (offset < start + shift + put.Length) return start;
            shift += put.Length - (end - start);
        }
        return offset - shift;
    }
}
