using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MimLab.Kernel.Language;

/// <summary>An exception as the notebook shows it: messages first, then the frames that a person wrote or called.</summary>
internal static partial class StackReport
{
    private const int MostFrames = 30;

    private static readonly string[] s_plumbing =
    [
        "MimLab.Kernel.", "System.Runtime.CompilerServices.", "System.Runtime.ExceptionServices.", "System.Runtime.ControlledExecution",
        "System.Threading.ExecutionContext", "System.Threading.Tasks.Task", "System.Threading.Tasks.AwaitTaskContinuation",
        "System.Threading.Thread", "System.RuntimeMethodHandle", "System.Reflection.",
    ];

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(char)] = "char", [typeof(short)] = "short",
        [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal", [typeof(string)] = "string",
        [typeof(object)] = "object", [typeof(void)] = "void",
    };

    /// <param name="failure">What the cell threw.</param>
    /// <param name="cells">The texts of the cells by the names that their frames carry.</param>
    /// <param name="folder">The notebook's folder; files under it are named relative to it.</param>
    public static CellError Describe(Exception failure, IReadOnlyDictionary<string, string> cells, string folder)
    {
        failure = Unwrap(failure);
        List<string> lines = [];
        for (Exception? one = failure; one is not null; one = one.InnerException)
        {
            lines.Add($"{(one == failure ? "" : "caused by ")}{one.GetType().Name.Split('`')[0]}: {one.Message}");
            lines.AddRange(Frames(one, cells, folder));
        }
        return new CellError(failure.GetType().Name.Split('`')[0], failure.Message, lines);
    }

    // Reflection and blocking on a task wrap what the person's code threw.
    private static Exception Unwrap(Exception failure)
    {
        while (failure is TargetInvocationException { InnerException: { } inner }) failure = inner;
        return failure is AggregateException { InnerExceptions: [var only] } ? Unwrap(only) : failure;
    }

    private static IEnumerable<string> Frames(Exception failure, IReadOnlyDictionary<string, string> cells, string folder)
    {
        List<string> lines = [];
        foreach (StackFrame frame in new StackTrace(failure, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is not { } method || Hidden(method)) continue;
            lines.Add("   at " + Describe(frame, method, cells, folder));
        }
        if (lines.Count <= MostFrames) return lines;
        // Endless recursion: its ends tell what its middle does not.
        return
        [
            .. lines.Take(MostFrames / 2), $"   ... {lines.Count - MostFrames} more frames ...", .. lines.TakeLast(MostFrames / 2),
        ];
    }

    private static bool Hidden(MethodBase method)
    {
        if (method.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false)) return true;
        string name = $"{method.DeclaringType?.FullName}.{method.Name}";
        // The start of a submission is the compiler's; what it runs is the cell's.
        return method.Name is "<Factory>" or "<Initialize>" || s_plumbing.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static string Describe(StackFrame frame, MethodBase method, IReadOnlyDictionary<string, string> cells, string folder)
    {
        string? file = frame.GetFileName();
        int line = frame.GetFileLineNumber();
        string called = Called(method);
        if (file is null || line == 0) return called;
        if (!cells.TryGetValue(file, out string? text))
        {
            string shown = file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                ? Path.GetRelativePath(folder, file)
                : Path.GetFileName(file);
            return $"{called} in {shown}, line {line}";
        }
        string source = text.Split('\n').ElementAtOrDefault(line - 1)?.Trim() ?? "";
        string where = $"{file}, line {line}: {source}".TrimEnd(' ', ':');
        return called.Length == 0 ? where : $"{called} in {where}";
    }

    // Submission types, closures and state machines are written as what they were made from; a cell's own code has no name.
    private static string Called(MethodBase method)
    {
        Type? type = method.DeclaringType;
        string name = method.Name;
        bool machine = name == "MoveNext" && type is not null
            && (typeof(IAsyncStateMachine).IsAssignableFrom(type) || type.Name.StartsWith('<'));
        if (machine) (name, type) = (type!.Name, type.DeclaringType);
        bool lambda = name.Contains(">b__", StringComparison.Ordinal);
        if (LocalFunction().Match(name) is { Success: true } local) name = local.Groups["name"].Value;
        else if (Made().Match(name) is { Success: true } made) name = made.Groups["name"].Value;
        while (type is not null && type.Name.StartsWith("<>c", StringComparison.Ordinal)) type = type.DeclaringType;
        // Cells are compiled into assemblies that no file belongs to; the type around their code has a name of the compiler's.
        bool submission = type is { DeclaringType: null, Assembly.Location: "" } && SubmissionType().IsMatch(type.Name);
        if (submission && name == "<Initialize>") return lambda ? "a lambda" : "";
        string arguments = machine ? "" : string.Join(", ", method.GetParameters().Select(one => $"{Name(one.ParameterType)} {one.Name}"));
        string owner = submission || type is null ? "" : Name(type) + ".";
        if (name is ".ctor") return $"new {Name(type!)}({arguments})";
        return $"{(lambda ? "a lambda in " : "")}{owner}{name}({arguments})";
    }

    /// <summary>A type's name as C# writes it, without its namespace.</summary>
    public static string Name(Type type)
    {
        if (s_keywords.TryGetValue(type, out string? keyword)) return keyword;
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsByRef) return "ref " + Name(type.GetElementType()!);
        if (Nullable.GetUnderlyingType(type) is { } value) return Name(value) + "?";
        string name = type.Name.Split('`')[0];
        if (name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal)) return "anonymous type";
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    [GeneratedRegex(@"^<.*>g__(?<name>[^|]+)\|")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"^<(?<name><?\w+>?)>[a-z]__")]
    private static partial Regex Made();

    [GeneratedRegex(@"^(Script|Submission#\d+)$")]
    private static partial Regex SubmissionType();
}
