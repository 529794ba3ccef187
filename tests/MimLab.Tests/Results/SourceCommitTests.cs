using MimLab.Results;

namespace MimLab.Tests.Results;

public sealed class SourceCommitTests : IDisposable
{
    private const string Hash = "20dad0d8e4c1f2a3b4c5d6e7f8a9b0c1d2e3f4a5";
    private readonly string root = Directory.CreateTempSubdirectory("mimlab-commit-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private void Write(string path, string text)
    {
        var full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    [Fact]
    public void A_loose_branch_is_followed()
    {
        Write(".git/HEAD", "ref: refs/heads/main\n");
        Write(".git/refs/heads/main", Hash + "\n");
        Assert.Equal(Hash, SourceCommit.ReadHead(root));
    }

    [Fact]
    public void A_packed_branch_is_found()
    {
        Write(".git/HEAD", "ref: refs/heads/main\n");
        Write(".git/packed-refs", $"# pack-refs with: peeled\n{new string('1', 40)} refs/heads/main2\n{Hash} refs/heads/main\n");
        Assert.Equal(Hash, SourceCommit.ReadHead(root));
    }

    [Fact]
    public void A_detached_head_is_itself()
    {
        Write(".git/HEAD", Hash + "\n");
        Assert.Equal(Hash, SourceCommit.ReadHead(root));
    }

    [Fact]
    public void A_linked_worktree_leads_to_the_common_folder()
    {
        Write("main/.git/refs/heads/side", Hash);
        Write("main/.git/worktrees/side/HEAD", "ref: refs/heads/side\n");
        Write("main/.git/worktrees/side/commondir", "../..\n");
        Write("side/.git", $"gitdir: {root}/main/.git/worktrees/side\n");
        Assert.Equal(Hash, SourceCommit.ReadHead(Path.Combine(root, "side")));
    }

    [Fact]
    public void No_repository_means_no_answer_and_never_an_error()
    {
        Assert.Null(SourceCommit.ReadHead(root));
        Write(".git/HEAD", "ref: refs/heads/none\n");
        Assert.Null(SourceCommit.ReadHead(root));
        Assert.NotEmpty(SourceCommit.Find(root).Hash);
    }

    [Fact]
    public void The_machine_can_be_described()
    {
        var machine = Machine.Collect();
        Assert.NotEmpty(machine.Cpu);
        Assert.NotEmpty(machine.Os);
        Assert.StartsWith(".NET", machine.DotNet, StringComparison.Ordinal);
        Assert.True(machine.Cores > 0 && machine.MemoryBytes > 0);
    }
}
