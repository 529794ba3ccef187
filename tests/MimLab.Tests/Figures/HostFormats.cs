namespace MimLab.Tests.Figures;

/// <summary>What a notebook host shows of a value: it finds the formatters by names alone, as hosts do.</summary>
internal static class HostFormats
{
    public static IReadOnlyDictionary<string, string> Of(object value)
    {
        var attribute = Assert.Single(value.GetType().GetCustomAttributes(true), a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var source = Activator.CreateInstance((Type)Property(attribute, "FormatterSourceType"))!;
        var formatters = (IEnumerable<object>)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
        var formats = formatters.ToDictionary(f => (string)Property(f, "MimeType"), f => Text(f, value));
        Assert.Equal((string[])Property(attribute, "PreferredMimeTypes"), formats.Keys);
        return formats;
    }

    private static object Property(object instance, string name) => instance.GetType().GetProperty(name)!.GetValue(instance)!;

    private static string Text(object formatter, object value)
    {
        var method = Assert.Single(formatter.GetType().GetMethods(), m => m.Name == "Format");
        using var writer = new StringWriter();
        Assert.False((bool)method.Invoke(formatter, [new object(), writer])!); // what it does not know is left to the host
        Assert.True((bool)method.Invoke(formatter, [value, writer])!);
        return writer.ToString();
    }
}
