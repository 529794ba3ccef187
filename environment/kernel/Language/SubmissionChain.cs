using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace MimLab.Kernel.Language;

/// <summary>
/// The submissions that ran so far. Each one is compiled on top of the one before, which is how its variables, types and using
/// directives carry over, and keeps its variables as fields of an object of its own.
/// </summary>
internal sealed class SubmissionChain(NotebookAssemblies assemblies)
{
    private static readonly string[] s_usings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "MimLab.Kernel.Display", "MimLab.Kernel.Display.Kernel",
    ];

    private readonly CSharpCompilationOptions _options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            usings: s_usings,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default,
            metadataReferenceResolver: new NotebookReferenceResolver(assemblies),
            // Libraries built for an older framework bind to this one's.
            specificDiagnosticOptions: [new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)])
        .WithConcurrentBuild(false);

    // References since the last submission. Later submissions inherit the references of earlier ones; naming them again in each
    // would make every compilation larger than the one before.
    private readonly List<MetadataReference> _added = [];
    private CSharpCompilation? _last;
    private int _compiled;

    /// <summary>The variables of what ran so far.</summary>
    public SubmissionState State { get; } = new();

    public void AddReference(MetadataReference reference) => _added.Add(reference);

    /// <summary>A compilation of one more submission, on top of what ran so far, that leaves the chain as it is.</summary>
    public CSharpCompilation Preview(SyntaxTree tree) => Compile(tree, "preview");

    private CSharpCompilation Compile(SyntaxTree tree, string name) => CSharpCompilation.CreateScriptCompilation(
        name,
        tree,
        _last is null ? [.. PlatformReferences.All, .. _added] : _added,
        _options,
        _last,
        typeof(object));

    /// <summary>Makes a submission part of the chain and gives what starts it; null when it has no code.</summary>
    /// <exception cref="CompilationException">It does not compile.</exception>
    public Func<Task<object?>>? Append(Submission submission, CancellationToken token)
    {
        CSharpCompilation compilation = Compile(submission.Compiled, $"cell-{++_compiled}");
        if (!submission.HasCode)
        {
            CompilationException.ThrowIfAny(submission, compilation.GetDiagnostics(token));
            Advance(compilation);
            return null;
        }
        using var program = new MemoryStream();
        using var symbols = new MemoryStream();
        var options = new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb);
        EmitResult emitted = compilation.Emit(program, symbols, options: options, cancellationToken: token);
        if (!emitted.Success) CompilationException.ThrowIfAny(submission, emitted.Diagnostics);
        program.Position = symbols.Position = 0;
        Assembly assembly = assemblies.LoadFromStream(program, symbols);
        IMethodSymbol entry = compilation.GetEntryPoint(token)!;
        MethodInfo factory = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        Advance(compilation);
        var start = factory.CreateDelegate<Func<object?[], Task<object?>>>();
        object?[] places = State.Add(compilation.ScriptClass!);
        return () => start(places);
    }

    /// <summary>
    /// Whether the submission that ran last ends in an expression with a value, which a void method's call is not.
    /// </summary>
    public bool HasResult(Submission submission) =>
        Submission.Result(submission.Compiled) is { } expression
        && _last!.GetSemanticModel(submission.Compiled).GetTypeInfo(expression).ConvertedType is { SpecialType: not SpecialType.System_Void };

    private void Advance(CSharpCompilation compilation)
    {
        _last = compilation;
        _added.Clear();
    }
}
