using System.Text;
using MimLab.Kernel.Isolation;

namespace Kernel.Tests.Isolation;

public class OutputBatchTests
{
    [Fact]
    public void Very_many_lines_become_few_pieces_that_hold_all_of_them_in_order()
    {
        var pieces = new List<string>();
        var expected = new StringBuilder();
        using var batch = new OutputBatch((_, text) => pieces.Add(text));
        for (int line = 0; line < 100_000; line++)
        {
            batch.Add("stdout", $"{line}\n");
            expected.Append(line).Append('\n');
        }
        batch.Flush();
        Assert.Equal(expected.ToString(), string.Concat(pieces));
        // 590 kB in pieces of 64 kB, and a few that the timer cut short.
        Assert.InRange(pieces.Count, 9, 2000);
    }

    [Fact]
    public void Two_streams_keep_their_order()
    {
        var pieces = new List<string>();
        using var batch = new OutputBatch((stream, text) => pieces.Add($"{stream}:{text}"));
        batch.Add("stdout", "a");
        batch.Add("stdout", "b");
        batch.Add("stderr", "c");
        batch.Add("stdout", "d");
        batch.Flush(() => pieces.Add("value"));
        Assert.Equal(["stdout:ab", "stderr:c", "stdout:d", "value"], pieces);
    }

    [Fact]
    public void A_few_words_arrive_without_being_asked_for()
    {
        using var arrived = new ManualResetEventSlim();
        using var batch = new OutputBatch((_, _) => arrived.Set());
        batch.Add("stdout", "epoch 1");
        Assert.True(arrived.Wait(TimeSpan.FromSeconds(30)));
    }
}
