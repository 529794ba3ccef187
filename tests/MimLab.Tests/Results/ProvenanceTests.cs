using MimLab.Results;

namespace MimLab.Tests.Results;

public class ProvenanceTests
{
    [Fact]
    public void Code_engine_and_machine_are_named()
    {
        var before = DateTime.UtcNow.AddSeconds(-2);
        var provenance = Provenance.Collect();
        Assert.True(provenance.Commit == "unknown" || provenance.Commit.All(char.IsAsciiHexDigit), provenance.Commit);
        Assert.Equal(Engine.Name, provenance.Engine);
        Assert.Matches(@"^\d+\.\d+", provenance.Libtorch);
        Assert.InRange(provenance.Utc, before, DateTime.UtcNow);
        Assert.Equal(DateTimeKind.Utc, provenance.Utc.Kind);
    }

    [Fact]
    public void Local_changes_show_behind_the_short_commit()
    {
        var provenance = Sample.Record("scratch", 0, 34).Provenance;
        Assert.Equal("20dad0d8e4", provenance.ShortCommit);
        Assert.Equal("20dad0d8e4+", (provenance with { Dirty = true }).ShortCommit);
        Assert.Equal("unknown", (provenance with { Commit = "unknown", Dirty = null }).ShortCommit);
    }
}
