using System.Reflection;
using Microsoft.CodeAnalysis;

namespace MimLab.Kernel.Language;

/// <summary>
/// The objects that hold the variables of the submissions. One of them is let go once later submissions have declared everything
/// anew that it declares: running a cell that makes a large array again and again must not keep every array.
/// </summary>
internal sealed class SubmissionState
{
    private readonly List<(int Place, HashSet<string> Members)> _declared = [];
    private object?[] _places = new object?[16];
    private int _count;

    /// <summary>The objects in the order of the cells; a place is null where there is none, or none any more.</summary>
    public IReadOnlyList<object?> Objects => _places;

    /// <summary>Makes room for a submission that is about to run, and lets go of those that it hides.</summary>
    /// <param name="script">The submission's class.</param>
    /// <returns>What the submission's start takes: it puts its object into its place, and finds earlier ones in theirs.</returns>
    public object?[] Add(INamedTypeSymbol script)
    {
        // Each submission with code takes the place after the one before; the first is a host object's, which there is none of.
        int place = ++_count;
        if (place >= _places.Length) Array.Resize(ref _places, 2 * _places.Length);
        HashSet<string> members = [.. script.GetMembers().Where(static one => !one.IsStatic).Select(Signature).OfType<string>()];
        foreach ((int earlier, HashSet<string> left) in _declared)
        {
            left.ExceptWith(members);
            if (left.Count == 0) _places[earlier] = null;
        }
        _declared.RemoveAll(static one => one.Members.Count == 0);
        _declared.Add((place, members));
        return _places;
    }

    /// <summary>Each visible variable with its type and value, in the order of their names.</summary>
    public IReadOnlyList<(string Name, Type Type, object? Value)> Variables()
    {
        Dictionary<string, (string Name, Type, object?)> found = [];
        foreach (object submission in _places.OfType<object>())
        {
            foreach (FieldInfo field in submission.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                // What the compiler made for itself cannot be a name in C#.
                if (!field.Name.Contains('<')) found[field.Name] = (field.Name, field.FieldType, field.GetValue(submission));
            }
        }
        return [.. found.Values.OrderBy(static one => one.Name, StringComparer.Ordinal)];
    }

    // A variable is hidden by its name alone, a function only by one that takes the same. Types need no object.
    private static string? Signature(ISymbol member) => member switch
    {
        IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol or IEventSymbol => member.Name,
        IMethodSymbol { MethodKind: MethodKind.Ordinary, IsImplicitlyDeclared: false } =>
            member.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat),
        _ => null,
    };
}
