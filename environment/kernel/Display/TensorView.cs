using System.Globalization;
using System.Reflection;

namespace MimLab.Kernel.Display;

/// <summary>Tensors, known by what they offer (shape, dtype, device): no library is referred to.</summary>
internal static class TensorView
{
    private const int MostStatistics = 1 << 22;
    private const int MostValues = 64;

    /// <summary>Whether a value is a tensor.</summary>
    public static bool Is(object value) => Text(value, brief: true) is not null;

    /// <summary>Shape, type, device, statistics and the values of a small one; null when the value is no tensor.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="brief">Without statistics and values: for a tensor inside another object.</param>
    public static string? Text(object value, bool brief)
    {
        Type type = value.GetType();
        if (Read(value, "shape") is not long[] shape || type.GetProperty("dtype") is null || type.GetProperty("device") is null) return null;
        string head = $"{type.Name} [{string.Join(", ", shape)}] {Read(value, "dtype")} on {Read(value, "device")}";
        long count = shape.Aggregate(1L, static (product, size) => product * size);
        if (brief || count is 0 or > MostStatistics || Values(value) is not { } values) return head;
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(one => (one - mean) * (one - mean)) / values.Length);
        string text = $"{head}\nmin {Number(values.Min())}, max {Number(values.Max())}, mean {Number(mean)}, std {Number(deviation)}";
        return values.Length > MostValues ? text : $"{text}\n{Nested(values, shape)}";
    }

    private static object? Read(object value, string property)
    {
        try
        {
            return value.GetType().GetProperty(property)?.GetValue(value);
        }
        catch (Exception failure) when (failure is TargetInvocationException or AmbiguousMatchException)
        {
            return null;
        }
    }

    // A copy on the CPU in double precision; null for what has no such copy (complex numbers, a disposed tensor).
    private static double[]? Values(object tensor)
    {
        List<object> made = [];
        try
        {
            object current = tensor;
            foreach (string step in new[] { "detach", "cpu", "double", "contiguous" })
            {
                MethodInfo? method = tensor.GetType().GetMethods().Where(one => one.Name == step && one.ReturnType.IsAssignableFrom(tensor.GetType()))
                    .MinBy(static one => one.GetParameters().Length);
                if (method is null || method.GetParameters().Any(static one => !one.IsOptional)) return null;
                current = method.Invoke(current, [.. method.GetParameters().Select(static one => one.DefaultValue)])!;
                made.Add(current);
            }
            MethodInfo? data = tensor.GetType().GetMethods().SingleOrDefault(
                static one => one is { Name: "data", IsGenericMethodDefinition: true } && one.GetParameters().Length == 0);
            return data?.MakeGenericMethod(typeof(double)).Invoke(current, null) is IEnumerable<double> values ? [.. values] : null;
        }
        catch (TargetInvocationException)
        {
            return null;
        }
        finally
        {
            foreach (object copy in made.Where(copy => !ReferenceEquals(copy, tensor))) (copy as IDisposable)?.Dispose();
        }
    }

    private static string Nested(ReadOnlySpan<double> values, ReadOnlySpan<long> shape)
    {
        if (shape.IsEmpty) return Number(values[0]);
        int size = values.Length / (int)shape[0];
        List<string> parts = [];
        for (int i = 0; i < shape[0]; i++) parts.Add(Nested(values.Slice(i * size, size), shape[1..]));
        return $"[{string.Join(", ", parts)}]";
    }

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
