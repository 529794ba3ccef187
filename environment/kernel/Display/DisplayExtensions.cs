namespace MimLab.Kernel.Display;

/// <summary><c>display</c> as methods of every value.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows the value below the cell.</summary>
    public static DisplayedValue Display<T>(this T value, params string[] mimeTypes) => Kernel.display(value, mimeTypes);

    /// <summary>Shows text as being of a type: <c>"# Title".DisplayAs("text/markdown")</c>.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => Kernel.display(new RawContent(value, mimeType));

    /// <summary>What would be shown, as text.</summary>
    public static string ToDisplayString(this object? value, string mimeType = "text/plain") =>
        ValueFormatter.Format(value, mimeType).Data.TryGetValue(mimeType, out object? content) ? content.ToString() ?? "" : "";
}
