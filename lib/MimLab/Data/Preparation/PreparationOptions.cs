namespace MimLab.Data.Preparation;

/// <summary>What <c>mim data</c> was asked to do.</summary>
public sealed record PreparationOptions
{
    /// <summary>The folder that data sets lie in.</summary>
    public required string DataFolder { get; init; }

    /// <summary>A local copy to import; null to download where that is possible.</summary>
    public string? From { get; init; }

    /// <summary>Side of generated images in pixels (<c>shapes</c>).</summary>
    public int Size { get; init; } = 32;

    /// <summary>Receives lines about what is going on.</summary>
    public Action<string> Note { get; init; } = _ => { };

    /// <summary>Receives (bytes or images done, total or 0 when unknown).</summary>
    public Action<long, long> Progress { get; init; } = (_, _) => { };

    /// <summary>Stops the work; what was downloaded or unpacked in part is removed.</summary>
    public CancellationToken Stop { get; init; }
}
