using System.Text.Json.Nodes;
using MimLab.Kernel.Installation;

namespace Kernel.Tests.Installation;

public class RegistrationTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["LIBTORCH"] = "folder of torch" };

    [Fact]
    public void The_kernel_is_registered_under_both_names_and_interrupted_by_messages()
    {
        using var home = new TemporaryFolder();
        Make(home).Install("launcher", null, Variables);
        foreach ((string name, string shown) in (IEnumerable<(string, string)>)[("mimlab-csharp", "C# (MimLab)"), (".net-csharp", ".NET (C#)")])
        {
            JsonNode spec = JsonNode.Parse(File.ReadAllText(Spec(home, name)))!;
            Assert.Equal(["launcher", "notebook", "kernel", "{connection_file}"], spec["argv"]!.AsArray().Select(part => (string)part!));
            Assert.Equal((shown, "C#", "message"), ((string)spec["display_name"]!, (string)spec["language"]!, (string)spec["interrupt_mode"]!));
            Assert.Equal("folder of torch", (string)spec["env"]!["LIBTORCH"]!);
        }
    }

    [Fact]
    public void A_second_time_changes_nothing_and_says_so()
    {
        using var home = new TemporaryFolder();
        var said = new StringWriter();
        Make(home).Install("launcher", null, Variables);
        DateTime before = File.GetLastWriteTimeUtc(Spec(home, ".net-csharp"));
        Make(home, said).Install("launcher", null, Variables);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Spec(home, ".net-csharp")));
        Assert.Equal(2, said.ToString().Split("Already registered").Length - 1);
        Assert.Equal(["kernel.json"], Directory.GetFiles(Path.GetDirectoryName(Spec(home, ".net-csharp"))!).Select(Path.GetFileName));
    }

    [Fact]
    public void A_moved_working_tree_replaces_its_registration()
    {
        using var home = new TemporaryFolder();
        Make(home).Install("old", null, Variables);
        Make(home).Install("new", null, Variables);
        Assert.Contains("\"new\"", File.ReadAllText(Spec(home, ".net-csharp")));
    }

    [Theory]
    [InlineData("home/.local/share/jupyter")]
    [InlineData("path")]
    [InlineData("venv/share/jupyter")]
    public void Another_kernel_that_is_already_called_so_keeps_its_name(string data)
    {
        using var home = new TemporaryFolder();
        const string other = """{"argv":["dotnet","interactive"],"display_name":".NET (C#)"}""";
        string file = home.Write($"{data}/kernels/.net-csharp/kernel.json", other);
        var said = new StringWriter();
        Make(home, said).Install("launcher", null, Variables);
        Assert.Equal(other, File.ReadAllText(file));
        Assert.True(File.Exists(Spec(home, "mimlab-csharp")));
        Assert.Contains("Left .net-csharp to the kernel in", said.ToString());
        Make(home).Uninstall(null);
        Assert.Equal(other, File.ReadAllText(file));
        Assert.False(File.Exists(Spec(home, "mimlab-csharp")));
    }

    [Fact]
    public void Uninstalling_removes_both_names_and_may_be_repeated()
    {
        using var home = new TemporaryFolder();
        Make(home).Install("launcher", null, Variables);
        Make(home).Uninstall(null);
        Assert.Empty(Directory.GetDirectories(Path.Combine(home.Path, "home/.local/share/jupyter/kernels")));
        var said = new StringWriter();
        Make(home, said).Uninstall(null);
        Assert.Contains("nothing of this kernel", said.ToString());
    }

    [Fact]
    public void A_folder_can_be_named_instead_of_the_users_own()
    {
        using var home = new TemporaryFolder();
        Make(home).Install("launcher", Path.Combine(home.Path, "private"), Variables);
        Assert.True(File.Exists(Path.Combine(home.Path, "private/kernels/.net-csharp/kernel.json")));
        Assert.False(Directory.Exists(Path.Combine(home.Path, "home")));
    }

    private static Registration Make(TemporaryFolder home, TextWriter? output = null) => new(
        new JupyterFolders(name => name switch
        {
            "HOME" => Path.Combine(home.Path, "home"),
            "JUPYTER_PATH" => Path.Combine(home.Path, "path"),
            "VIRTUAL_ENV" => Path.Combine(home.Path, "venv"),
            _ => null,
        }),
        output ?? TextWriter.Null);

    private static string Spec(TemporaryFolder home, string name) =>
        Path.Combine(home.Path, "home/.local/share/jupyter/kernels", name, "kernel.json");
}
