using MimLab.Kernel;

namespace Kernel.Tests.Language;

public class NotebookSessionTests
{
    [Fact]
    public void Variables_live_from_cell_to_cell()
    {
        using var session = new NotebookSession(Environment.CurrentDirectory, new RecordingFrontEnd());
        session.Execute("int images = 3;", 1);
        Assert.Equal("4", session.Execute("images + 1", 2).Result?.Data["text/plain"]);
    }
}
