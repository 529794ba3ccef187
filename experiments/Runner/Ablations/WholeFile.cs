namespace MimLab.Runner.Ablations;

/// <summary>Writes files so that a reader finds either the old text or the new.</summary>
internal static class WholeFile
{
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var fresh = path + ".new";
        File.WriteAllText(fresh, text);
        File.Move(fresh, path, overwrite: true);
    }
}
