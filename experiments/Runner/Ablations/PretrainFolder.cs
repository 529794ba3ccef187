namespace MimLab.Runner.Ablations;

/// <summary>Where the pre-training of a run lies: in the run's own folder, or in that of an equal pre-training.</summary>
internal static class PretrainFolder
{
    private const string Own = "pretrain", Pointer = "pretrain-shared.txt";

    /// <summary>The run's own folder for its pre-training.</summary>
    public static string Beside(string run) => Path.Combine(run, Own);

    /// <summary>The folder with the metrics and pictures of a run's pre-training; it need not exist.</summary>
    public static string Of(string run)
    {
        var pointer = Path.Combine(run, Pointer);
        return File.Exists(pointer) && !Directory.Exists(Beside(run)) ? Path.GetFullPath(Path.Combine(run, File.ReadAllText(pointer).Trim())) : Beside(run);
    }

    /// <summary>Leaves word in a run's folder that its pre-training is the one in <paramref name="folder"/>.</summary>
    public static void Remember(string run, string folder)
    {
        if (Path.GetFullPath(folder) == Path.GetFullPath(Beside(run))) return;
        Directory.CreateDirectory(run);
        WholeFile.Write(Path.Combine(run, Pointer), Path.GetRelativePath(run, folder) + "\n");
    }
}
