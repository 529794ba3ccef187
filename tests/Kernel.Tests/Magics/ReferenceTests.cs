using System.Text;
using Kernel.Tests.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MimLab.Kernel;

namespace Kernel.Tests.Magics;

public sealed class ReferenceTests : SessionTest
{
    [Fact]
    public void A_library_is_loaded_from_where_it_lies_with_what_lies_beside_it()
    {
        Build("Below", "public class Depth { public int Value => 7; }");
        string path = Build("Above", "public class Height { public Depth Depth => new(); }", "Below");
        Assert.Equal(path, Text("#r \"Above.dll\"\ntypeof(Height).Assembly.Location"));
        Assert.Equal("7", Text("new Height().Depth.Value"));
        Assert.Equal("7", Text("#r \"Above.dll\"\nnew Height().Depth.Value"));
    }

    [Fact]
    public void A_reference_in_the_middle_of_a_cell_comes_first()
    {
        Build("Middle", "namespace Inside; public class Thing { }");
        Assert.Equal("Thing", Text("using Inside;\n#r \"Middle.dll\"\ntypeof(Thing).Name"));
    }

    [Fact]
    public void A_reference_that_fails_to_compile_is_there_in_the_next_cell()
    {
        Build("Kept", "public class Keeper { }");
        Fail("#r \"Kept.dll\"\nmissing");
        Assert.Equal("Keeper", Text("nameof(Keeper)"));
    }

    [SkippableFact]
    public void A_native_library_beside_the_library_is_found()
    {
        string? library = new[] { "/lib/x86_64-linux-gnu/libz.so.1", "/usr/lib/x86_64-linux-gnu/libz.so.1", "/lib/aarch64-linux-gnu/libz.so.1" }
            .FirstOrDefault(File.Exists);
        Skip.If(library is null, "no small native library to copy");
        File.Copy(library, Path.Combine(Folder, "libbeside.so"));
        Build("Native", """
            using System.Runtime.InteropServices;
            public static class Beside { [DllImport("beside")] public static extern nint zlibVersion(); }
            """);
        Assert.StartsWith("1.", Text("#r \"Native.dll\"\nSystem.Runtime.InteropServices.Marshal.PtrToStringAnsi(Beside.zlibVersion())"));
    }

    [Fact]
    public void What_cannot_be_referred_to_is_said()
    {
        Write("text.dll", "not a library");
        Assert.Contains("there is no file", Fail("#r \"missing.dll\"").Value);
        Assert.Contains("is not a .NET library", Fail("#r \"text.dll\"").Value);
        Assert.Contains("double quotes", Fail("#r \"open").Value);
        Run("#r \"System.Text.Json\"");
    }

    [Fact]
    public void A_rebuilt_library_asks_for_a_restart()
    {
        string path = Build("Rebuilt", "public class Once { }");
        Run("#r \"Rebuilt.dll\"\nnew Once()");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("Restart the kernel", Fail("#r \"Rebuilt.dll\"").Value);
    }

    [Fact]
    public void A_package_comes_from_the_sources_that_the_notebooks_folder_names()
    {
        string package = MakePackage();
        Write("NuGet.config", $"""
            <configuration><packageSources><clear /><add key="here" value="{package}" /></packageSources>
            <config><add key="globalPackagesFolder" value="{Path.Combine(Folder, "cache")}" /></config></configuration>
            """);
        Assert.Equal("11", Text("#r \"nuget: Notebook.Test, 1.2.3\"\nnew FromPackage().Value"));
        Assert.Equal("Installed Notebook.Test, 1.2.3", FrontEnd.Displays[^1].Bundle.Data["text/plain"]);
        Assert.True(FrontEnd.Displays[^1].Update);
        CellError error = Fail("#r \"nuget: Notebook.Missing, 9.9.9\"");
        Assert.Contains("Unable to find package Notebook.Missing", error.Value);
    }

    // The smallest package there is: a zip of a description and a library.
    private string MakePackage()
    {
        string sources = Directory.CreateDirectory(Path.Combine(Folder, "packages")).FullName;
        string library = Build("Notebook.Test", "public class FromPackage { public int Value => 11; }");
        using var zip = new System.IO.Compression.ZipArchive(
            File.Create(Path.Combine(sources, "Notebook.Test.1.2.3.nupkg")), System.IO.Compression.ZipArchiveMode.Create);
        using (var writer = new StreamWriter(zip.CreateEntry("Notebook.Test.nuspec").Open(), Encoding.UTF8))
        {
            writer.Write("""
                <package><metadata><id>Notebook.Test</id><version>1.2.3</version><authors>a</authors><description>d</description>
                <dependencies><group targetFramework="net10.0" /></dependencies></metadata></package>
                """);
        }
        using (Stream entry = zip.CreateEntry("lib/net10.0/Notebook.Test.dll").Open()) entry.Write(File.ReadAllBytes(library));
        File.Delete(library);
        return sources;
    }

    private string Build(string name, string code, params string[] references)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> files = ["System.Private.CoreLib", "System.Runtime", "System.Runtime.InteropServices"];
        files = files.Select(file => Path.Combine(framework, file + ".dll")).Concat(references.Select(file => Path.Combine(Folder, file + ".dll")));
        string path = Path.Combine(Folder, name + ".dll");
        var result = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(code)],
            files.Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }
}
