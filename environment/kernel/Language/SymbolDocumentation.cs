using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace MimLab.Kernel.Language;

/// <summary>
/// The XML documentation of a symbol as text. It is looked for in the code itself, beside the library, and for the framework's
/// types in the SDK's reference pack.
/// </summary>
internal sealed partial class SymbolDocumentation
{
    private readonly XElement? _xml;

    public SymbolDocumentation(Compilation compilation, ISymbol symbol)
    {
        symbol = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol;
        symbol = symbol.OriginalDefinition;
        string? xml = symbol.GetDocumentationCommentXml();
        if (string.IsNullOrEmpty(xml) && symbol.GetDocumentationCommentId() is { } id) xml = FindIn(Files(compilation, symbol), id);
        try
        {
            _xml = string.IsNullOrEmpty(xml) ? null : XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            _xml = null;
        }
    }

    /// <summary>Summary, parameters and result; with <paramref name="all"/> also exceptions and remarks.</summary>
    public string Render(bool markdown, bool all)
    {
        if (_xml is null) return "";
        var text = new StringBuilder();
        if (Words("summary") is { Length: > 0 } summary) text.Append('\n').Append(summary).Append('\n');
        string item = markdown ? "- " : "  ";
        string quote = markdown ? "`" : "";
        foreach (XElement parameter in _xml.Elements("param"))
            text.Append($"\n{item}{quote}{parameter.Attribute("name")?.Value}{quote}: {Words(parameter)}");
        if (Words("returns") is { Length: > 0 } returns) text.Append($"\n{item}returns: {returns}");
        if (!all) return text.ToString();
        foreach (XElement exception in _xml.Elements("exception"))
            text.Append($"\n{item}throws {quote}{Name(exception.Attribute("cref")?.Value)}{quote}: {Words(exception)}");
        if (Words("remarks") is { Length: > 0 } remarks) text.Append("\n\n").Append(remarks);
        return text.ToString();
    }

    private string Words(string element) => _xml?.Element(element) is { } found ? Words(found) : "";

    private static string Words(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(Words)), " ").Trim();

    private static string Words(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: false } element => Words(element) is var words && element.Name == "para" ? $" {words} " : words,
        XElement element => Name(element.Attribute("cref")?.Value ?? element.Attribute("langword")?.Value ?? element.Attribute("name")?.Value),
        _ => "",
    };

    // M:System.Math.Max(System.Int32,System.Int32) is Math.Max.
    private static string Name(string? reference)
    {
        if (reference is null) return "";
        string name = Arity().Replace(reference.Split('(')[0], "");
        if (name.Length < 2 || name[1] != ':') return name;
        string[] parts = name[2..].Split('.');
        return name[0] == 'T' || parts.Length < 2 ? parts[^1] : $"{parts[^2]}.{parts[^1]}";
    }

    private static IEnumerable<string> Files(Compilation compilation, ISymbol symbol)
    {
        if (symbol.ContainingAssembly is null) return [];
        string? library = (compilation.GetMetadataReference(symbol.ContainingAssembly) as PortableExecutableReference)?.FilePath;
        if (library is null) return [];
        if (Path.GetDirectoryName(library) != PlatformReferences.Folder) return [Path.ChangeExtension(library, ".xml")];
        string packs = Path.GetFullPath(Path.Combine(PlatformReferences.Folder, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs)) return [];
        // The runtime's assemblies are not the reference pack's: any file may hold the type, most often System.Runtime's.
        return Directory.EnumerateFiles(packs, "*.xml", SearchOption.AllDirectories)
            .OrderByDescending(static path => Path.GetFileName(path) == "System.Runtime.xml");
    }

    private static string? FindIn(IEnumerable<string> files, string id)
    {
        string start = $"<member name=\"{id}\">";
        foreach (string file in files.Where(File.Exists))
        {
            string text = File.ReadAllText(file);
            int at = text.IndexOf(start, StringComparison.Ordinal);
            if (at >= 0) return text[at..(text.IndexOf("</member>", at, StringComparison.Ordinal) + "</member>".Length)];
        }
        return null;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity();
}
