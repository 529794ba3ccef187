using System.Runtime.CompilerServices;
using System.Text;
using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace MimLab.Tests.Results;

/// <summary>
/// Compares a text with a file kept beside the test, in its folder <c>golden</c>. A difference fails with the lines that differ;
/// running the tests with MIMLAB_ACCEPT=1 makes what was received the new golden file.
/// </summary>
internal static class Golden
{
    public static void Check(string received, string name, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, "golden", name);
        if (Environment.GetEnvironmentVariable("MIMLAB_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, received);
            return;
        }
        Assert.True(File.Exists(path), $"There is no golden file {name} yet; run this test with MIMLAB_ACCEPT=1 and look at what it wrote.");
        var verified = File.ReadAllText(path);
        if (verified == received) return;
        var message = new StringBuilder($"The text differs from golden/{name} (- golden, + received; MIMLAB_ACCEPT=1 accepts it):\n");
        foreach (var line in new InlineDiffBuilder(new Differ()).BuildDiffModel(verified, received).Lines)
            if (line.Type != ChangeType.Unchanged) message.Append(line.Type == ChangeType.Inserted ? "+ " : "- ").Append(line.Text).Append('\n');
        Assert.Fail(message.ToString());
    }
}
