using System.Collections;
using System.Reflection;

namespace MimLab.Kernel.Display;

/// <summary>
/// Formatters that a type brings along through an attribute named <c>TypeFormatterSourceAttribute</c>, found by that name alone,
/// so that libraries need no reference to any notebook host.
/// </summary>
internal static class FormatterSources
{
    private const string AttributeName = "TypeFormatterSourceAttribute";

    /// <summary>Whether a value's type brings formatters.</summary>
    public static bool Has(object value) => Attributes(value.GetType()).Any();

    /// <summary>The representations of a value by its type's own formatters, in their order; empty where it has none.</summary>
    public static Dictionary<string, string> Format(object value, IReadOnlyCollection<string> wanted)
    {
        Dictionary<string, string> result = [];
        foreach (object attribute in Attributes(value.GetType()))
        {
            Type source = Read<Type>(attribute, "FormatterSourceType")
                ?? throw new InvalidOperationException($"{AttributeName} of {value.GetType()} names no FormatterSourceType.");
            string[] preferred = Read<string[]>(attribute, "PreferredMimeTypes") ?? [];
            foreach (object formatter in Formatters(source))
            {
                string type = Read<string>(formatter, "MimeType") ?? "";
                bool asked = wanted.Count > 0 ? wanted.Contains(type) : preferred.Length == 0 || preferred.Contains(type);
                if (asked && !result.ContainsKey(type) && TryFormat(formatter, value) is { } text) result[type] = text;
            }
            if (result.Count > 0) break;
        }
        return result;
    }

    private static IEnumerable<object> Attributes(Type type)
    {
        // The nearest type's attribute first, whether or not the attribute says that it is inherited.
        IEnumerable<Type> types = Bases(type).Concat(type.GetInterfaces());
        return types.SelectMany(static one => one.GetCustomAttributes(inherit: false)).Where(static one => one.GetType().Name == AttributeName);
    }

    private static IEnumerable<Type> Bases(Type? type)
    {
        for (; type is not null; type = type.BaseType) yield return type;
    }

    private static IEnumerable<object> Formatters(Type source)
    {
        object made = Activator.CreateInstance(source, nonPublic: true)!;
        MethodInfo create = source.GetMethod("CreateTypeFormatters", BindingFlags.Instance | BindingFlags.Public, [])
            ?? throw new InvalidOperationException($"{source} has no public CreateTypeFormatters().");
        return ((IEnumerable)Call(create, made)!).Cast<object>();
    }

    private static string? TryFormat(object formatter, object value)
    {
        MethodInfo format = formatter.GetType().GetMethod("Format", BindingFlags.Instance | BindingFlags.Public, [typeof(object), typeof(TextWriter)])
            ?? throw new InvalidOperationException($"{formatter.GetType()} has no public Format(object, TextWriter).");
        using var text = new StringWriter();
        return Call(format, formatter, value, text) is true ? text.ToString() : null;
    }

    // What the formatter throws fails the cell as itself, not as reflection's wrapper.
    private static object? Call(MethodInfo method, object target, params object[] arguments) =>
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static T? Read<T>(object target, string property)
        where T : class => target.GetType().GetProperty(property)?.GetValue(target) as T;
}
