using MimLab.Kernel.Isolation;

namespace Kernel.Tests.Isolation;

public class EndOfProcessTests
{
    [Theory]
    [InlineData(139, "SIGSEGV")]
    [InlineData(134, "stack overflow")]
    [InlineData(137, "ran out of memory")]
    [InlineData(3, "exit code 3")]
    [InlineData(0, "exit code 0")]
    [InlineData(255, "exit code 255")]
    [InlineData(158, "signal 30")]
    public void What_ended_a_process_is_said_in_words(int exitCode, string words) => Assert.Contains(words, EndOfProcess.Describe(exitCode));
}
