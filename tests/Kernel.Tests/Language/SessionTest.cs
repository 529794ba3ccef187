using MimLab.Kernel;

namespace Kernel.Tests.Language;

/// <summary>A session in a folder of its own, and the words that tests of it share.</summary>
[Collection("Sessions")]
public abstract class SessionTest : IDisposable
{
    private int _count;

    protected SessionTest()
    {
        Folder = Directory.CreateTempSubdirectory("kernel-tests-").FullName;
        Session = new NotebookSession(Folder, FrontEnd);
    }

    protected string Folder { get; }

    protected NotebookSession Session { get; }

    private protected RecordingFrontEnd FrontEnd { get; } = new();

    public void Dispose()
    {
        Session.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected CellOutcome Run(string code)
    {
        CellOutcome outcome = Session.Execute(code, ++_count);
        Assert.True(outcome.Succeeded, string.Join('\n', outcome.Error?.Traceback ?? []));
        return outcome;
    }

    protected string? Text(string code) => Run(code).Result?.Data["text/plain"] as string;

    protected string? Html(string code) => Run(code).Result?.Data["text/html"] as string;

    protected CellError Fail(string code)
    {
        CellOutcome outcome = Session.Execute(code, ++_count);
        Assert.NotNull(outcome.Error);
        return outcome.Error;
    }

    protected string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
