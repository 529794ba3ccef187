namespace MimLab.Results;

/// <summary>Which code ran, on which engine, on which machine, and when.</summary>
public sealed record Provenance
{
    /// <summary>The commit of the code, 40 hex digits, or <c>unknown</c>.</summary>
    public required string Commit { get; init; }

    /// <summary>Whether tracked or new source files differed from the commit; null where that could not be asked.</summary>
    public bool? Dirty { get; init; }

    /// <summary>Name of the tensor engine.</summary>
    public required string Engine { get; init; }

    /// <summary>Version of libtorch under it.</summary>
    public required string Libtorch { get; init; }

    /// <summary>The computer.</summary>
    public required Machine Machine { get; init; }

    /// <summary>When it was collected, in UTC to the second.</summary>
    public required DateTime Utc { get; init; }

    /// <summary>The first 10 digits of the commit, with <c>+</c> behind it where the code had local changes.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string ShortCommit => (Commit.Length > 10 ? Commit[..10] : Commit) + (Dirty == true ? "+" : "");

    /// <summary>Looks at the repository, the engine and the machine. Never fails for want of git or of a repository.</summary>
    public static Provenance Collect()
    {
        var commit = SourceCommit.Find(AppContext.BaseDirectory);
        return new Provenance
        {
            Commit = commit.Hash,
            Dirty = commit.Dirty,
            Engine = MimLab.Engine.Name,
            Libtorch = MimLab.Engine.LibtorchVersion,
            Machine = Machine.Collect(),
            Utc = DateTime.UnixEpoch.AddSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()),
        };
    }
}
