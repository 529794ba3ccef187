namespace MimLab.Figures;

/// <summary>The copy of plotly.js that reports carry inside; see plotly/README.md.</summary>
public static class PlotlyScript
{
    /// <summary>Version of plotly.js.</summary>
    public const string Version = "4.1.1";

    /// <summary>SHA-256 of the script.</summary>
    public const string Sha256 = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba";

    /// <summary>The script's text.</summary>
    public static string Text => EmbeddedText.Read("plotly/plotly-basic.min.js");
}
