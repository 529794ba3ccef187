using System.Reflection;

namespace MimLab.Kernel.Language;

/// <summary>The variables of the cells that ran, as <c>#!whos</c> lists them.</summary>
internal sealed class NotebookVariables(SubmissionChain chain)
{
    /// <summary>Each visible variable with its type and value, in the order of their names.</summary>
    public IReadOnlyList<(string Name, Type Type, object? Value)> List()
    {
        Dictionary<string, (string, Type, object?)> found = [];
        foreach (object submission in chain.State.OfType<object>())
        {
            foreach (FieldInfo field in submission.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                // What the compiler made for itself cannot be a name in C#.
                if (!field.Name.Contains('<')) found[field.Name] = (field.Name, field.FieldType, field.GetValue(submission));
            }
        }
        return [.. found.Values.OrderBy(static one => one.Item1, StringComparer.Ordinal)];
    }
}
