namespace MimLab.Kernel.Display;

/// <summary>A script for the browser.</summary>
public sealed class ScriptContent(string scriptValue)
{
    /// <summary>The script's text.</summary>
    public string ScriptValue { get; } = scriptValue;

    /// <summary>The script in its element.</summary>
    public override string ToString() => $"<script type=\"text/javascript\">{ScriptValue}</script>";
}
