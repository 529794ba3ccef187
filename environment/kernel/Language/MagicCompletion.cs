namespace MimLab.Kernel.Language;

/// <summary>Proposals on lines of magics: their names, and the files that they take.</summary>
internal static class MagicCompletion
{
    private static readonly string[] s_libraries = [".dll"];
    private static readonly string[] s_sources = [".cs", ".csx", ".ipynb", ".dib"];

    /// <summary>The proposals; null when the cursor is on no such line.</summary>
    public static CompletionList? Find(CellScript script, string code, int cursor)
    {
        int line = cursor == 0 ? 0 : code.LastIndexOf('\n', cursor - 1) + 1;
        string typed = code[line..cursor];
        string magic = typed.TrimStart();
        if (!magic.StartsWith('#')) return null;
        int start = cursor - magic.Length;
        if (!magic.Contains(' ') && !magic.Contains('"'))
        {
            IEnumerable<CompletionItem> names = script.Magics.Typed.Where(name => name.StartsWith(magic, StringComparison.Ordinal))
                .Select(name => new CompletionItem(name, "magic", script.Magics.Use(name.TrimStart('#', '!'))));
            return new CompletionList([.. names], start, cursor);
        }
        string[]? kinds = magic.StartsWith("#r", StringComparison.Ordinal) ? s_libraries
            : magic.StartsWith("#!import", StringComparison.Ordinal) || magic.StartsWith("#load", StringComparison.Ordinal) ? s_sources : null;
        if (kinds is null) return new CompletionList([], cursor, cursor);
        string path = magic[(magic.IndexOfAny(['"', ' ']) + 1)..].TrimStart(' ', '"');
        return Paths(script.Folder, path, kinds, cursor);
    }

    // Replaces what follows the last slash.
    private static CompletionList Paths(string root, string path, string[] kinds, int cursor)
    {
        string folder = path[..(path.LastIndexOf('/') + 1)];
        string prefix = path[folder.Length..];
        var none = new CompletionList([], cursor, cursor);
        if (path.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase)) return none;
        try
        {
            var at = new DirectoryInfo(Path.GetFullPath(folder.Length == 0 ? "." : folder, root));
            if (!at.Exists) return none;
            IEnumerable<CompletionItem> items = at.EnumerateFileSystemInfos()
                .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal) && (prefix.Length > 0 || entry.Name[0] != '.'))
                .Where(entry => entry is DirectoryInfo || kinds.Contains(entry.Extension.ToLowerInvariant()))
                .OrderBy(static entry => entry.Name, StringComparer.Ordinal)
                .Select(static entry => new CompletionItem(entry is DirectoryInfo ? entry.Name + "/" : entry.Name, "path", null));
            return new CompletionList([.. items], cursor - prefix.Length, cursor);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return none;
        }
    }
}
