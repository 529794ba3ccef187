using System.Collections;
using System.Reflection;

namespace MimLab.Kernel.Display;

/// <summary>How values are taken apart for display, within bounds.</summary>
internal static class Shape
{
    /// <summary>How many items of a collection are shown.</summary>
    public const int MostItems = 20;

    /// <summary>How many members of an object are shown.</summary>
    public const int MostMembers = 40;

    /// <summary>How deep objects are shown in one another.</summary>
    public const int Deepest = 3;

    /// <summary>Whether a value is written as it writes itself.</summary>
    public static bool IsSimple(object value)
    {
        Type type = value.GetType();
        return type.IsPrimitive || type.IsEnum || type.IsPointer
            || value is string or decimal or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid or Uri or Version
                or MemberInfo or Assembly or Delegate or Stream or TextWriter or TextReader or Thread or HtmlString or Half or Int128 or UInt128
                or System.Numerics.Complex or System.Numerics.BigInteger or Index or Range or System.Text.Json.Nodes.JsonNode
                or System.Text.Json.JsonElement or System.Text.StringBuilder or CancellationToken;
    }

    /// <summary>
    /// The framework's own objects are not taken apart inside others: their properties say little, and some do things.
    /// </summary>
    public static bool IsOpaque(object value) =>
        value.GetType() is { Namespace: { } space } type && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal))
        && value is not (IEnumerable or Exception or System.Runtime.CompilerServices.ITuple) && !type.Name.StartsWith("KeyValuePair", StringComparison.Ordinal);

    /// <summary>Whether a type has its own words for its values.</summary>
    public static bool WritesItself(object value) =>
        value.GetType().GetMethod("ToString", [])?.DeclaringType is { } type && type != typeof(object) && type != typeof(ValueType);

    /// <summary>
    /// Whether the words are those that the compiler gave a record, which name the types of its collections and not what is in them.
    /// </summary>
    public static bool IsRecord(object value) =>
        value.GetType().GetMethod("ToString", [])!.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), inherit: false);

    /// <summary>The first items, whether there are more, and the number of all where it is known without counting.</summary>
    public static (List<object?> Items, bool More, int? Count) Take(IEnumerable sequence)
    {
        List<object?> items = [];
        bool more = false;
        foreach (object? item in sequence)
        {
            more = items.Count == MostItems;
            if (more) break;
            items.Add(item);
        }
        int? count = sequence is ICollection collection ? collection.Count : more ? CountOf(sequence) : items.Count;
        return (items, more, count);
    }

    /// <summary>The public properties and fields with their values; a property that fails shows its failure.</summary>
    public static List<(string Name, object? Value)> Members(object value)
    {
        List<(string, object?)> members = [];
        const BindingFlags Public = BindingFlags.Instance | BindingFlags.Public;
        if (value is System.Runtime.CompilerServices.ITuple tuple)
            return [.. Enumerable.Range(0, tuple.Length).Select(index => ($"Item{index + 1}", tuple[index]))];
        foreach (MemberInfo member in value.GetType().GetMembers(Public).OrderBy(static member => member.MetadataToken))
        {
            if (members.Count == MostMembers) break;
            switch (member)
            {
                case FieldInfo field:
                    members.Add((field.Name, field.GetValue(value)));
                    break;
                case PropertyInfo property when CanRead(property) && members.All(one => one.Item1 != property.Name):
                    members.Add((property.Name, Read(property, value)));
                    break;
            }
        }
        return members;
    }

    private static bool CanRead(PropertyInfo property) =>
        property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
        && !property.PropertyType.IsByRefLike && !property.PropertyType.IsByRef && !property.PropertyType.IsPointer;

    private static object? Read(PropertyInfo property, object value)
    {
        try
        {
            return property.GetValue(value);
        }
        catch (TargetInvocationException failure)
        {
            return new Failed($"{failure.InnerException!.GetType().Name}: {failure.InnerException.Message}");
        }
    }

    private static int? CountOf(IEnumerable sequence) => sequence.GetType().GetProperty("Count")?.GetValue(sequence) as int?;

    /// <summary>What stands for a property that could not be read.</summary>
    internal sealed record Failed(string Message)
    {
        public override string ToString() => $"<{Message}>";
    }
}
