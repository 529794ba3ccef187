using System.Text;
using MimLab.Results;

namespace MimLab.Tests.Results;

public sealed class RecordStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mimlab-records-").FullName;

    private string FilePath => Path.Combine(folder, "sub", "results.jsonl");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_record_comes_back_as_it_was()
    {
        var store = new RecordStore(FilePath);
        var record = Sample.Record("random-4-0.4", 3, 38.123456789012345) with { Notes = ["skipped 2 files: \"a\nb\".jpg, ü.png"] };
        Assert.Empty(store.Read().Records);
        Assert.Null(store.Append(record));
        var read = Assert.Single(store.Read().Records);
        Assert.Equal(record.ToJson(), read.ToJson());
        Assert.Equal(38.123456789012345, read.Metrics["top1"]);
        Assert.Equal(DateTimeKind.Utc, read.Provenance.Utc.Kind);
        Assert.Equal(1, File.ReadAllText(FilePath).Count(c => c == '\n'));
    }

    [Fact]
    public void A_record_is_written_as_agreed() => Golden.Check(Sample.Record("random-4-0.4", 3, 38.5).ToJson() + "\n", "record.jsonl");

    [Fact]
    public void A_torn_last_line_is_reported_and_cut_off_by_the_next_append()
    {
        var store = new RecordStore(FilePath);
        store.Append(Sample.Record("scratch", 0, 34));
        var whole = File.ReadAllText(FilePath);
        for (var cut = 1; cut < whole.Length - 1; cut += 97)
        {
            File.WriteAllText(FilePath, whole + whole[..cut]);
            var reading = store.Read();
            Assert.Single(reading.Records);
            Assert.Contains("last line (2)", reading.Warning);
        }
        Assert.Contains("torn", store.Append(Sample.Record("scratch", 1, 35)));
        Assert.Equal([0, 1], store.Read().Records.Select(r => r.Seed));
        Assert.Null(store.Read().Warning);
    }

    [Fact]
    public void A_whole_last_line_without_its_line_end_counts()
    {
        var store = new RecordStore(FilePath);
        store.Append(Sample.Record("scratch", 0, 34));
        File.WriteAllText(FilePath, File.ReadAllText(FilePath).TrimEnd('\n'));
        Assert.Single(store.Read().Records);
        Assert.Null(store.Append(Sample.Record("scratch", 1, 35)));
        Assert.Equal([0, 1], store.Read().Records.Select(r => r.Seed));
    }

    [Theory]
    [InlineData("{\"schema\":1}", "Line 2")]
    [InlineData("not json", "Line 2")]
    [InlineData("null", "Line 2")]
    public void A_broken_line_in_the_middle_is_refused_by_its_number(string line, string expected)
    {
        var store = new RecordStore(FilePath);
        store.Append(Sample.Record("scratch", 0, 34));
        var good = File.ReadAllText(FilePath);
        File.WriteAllText(FilePath, good + line + "\n" + good);
        var error = Assert.Throws<UserError>(store.Read);
        Assert.Contains(expected, error.Message);
        Assert.Contains(FilePath, error.Message);
        Assert.Throws<UserError>(() => store.Append(Sample.Record("scratch", 1, 35)));
    }

    [Fact]
    public void Unknown_members_and_other_schemas_are_refused()
    {
        var store = new RecordStore(FilePath);
        var line = Sample.Record("scratch", 0, 34).ToJson();
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, line.Replace("\"seed\":0", "\"seed\":0,\"sead\":1") + "\n");
        Assert.Contains("sead", Assert.Throws<UserError>(store.Read).Message);
        File.WriteAllText(FilePath, line.Replace("\"schema\":1", "\"schema\":2") + "\n");
        Assert.Contains("schema 2", Assert.Throws<UserError>(store.Read).Message);
    }

    [Fact]
    public void A_metric_that_is_no_number_cannot_be_recorded() =>
        Assert.Contains("'top1'", Assert.Throws<UserError>(() => new RecordStore(FilePath).Append(Sample.Record("scratch", 0, double.NaN))).Message);

    [Fact]
    public void Appends_from_many_threads_all_arrive_whole()
    {
        const int Writers = 8, Each = 12;
        Parallel.For(0, Writers, writer =>
        {
            var store = new RecordStore(FilePath);
            for (var i = 0; i < Each; i++) store.Append(Sample.Record("scratch", writer * Each + i, 34));
        });
        var reading = new RecordStore(FilePath).Read();
        Assert.Null(reading.Warning);
        Assert.Equal(Enumerable.Range(0, Writers * Each), reading.Records.Select(r => r.Seed).Order());
    }

    [Fact]
    public void Two_runners_cannot_hold_one_file_but_the_first_can_read_and_append()
    {
        var store = new RecordStore(FilePath);
        using (store.Lock())
        {
            Assert.Contains("Another runner", Assert.Throws<UserError>(() => new RecordStore(FilePath).Lock()).Message);
            store.Append(Sample.Record("scratch", 0, 34));
            Assert.Single(store.Read().Records);
        }
        using var again = store.Lock();
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_the_users_to_mend()
    {
        File.WriteAllText(Path.Combine(folder, "file"), "");
        var store = new RecordStore(Path.Combine(folder, "file", "results.jsonl"));
        Assert.Contains(folder, Assert.Throws<UserError>(() => store.Lock()).Message);
        Assert.Contains(folder, Assert.Throws<UserError>(() => store.Append(Sample.Record("scratch", 0, 34))).Message);
    }

    [Fact]
    public void Zeros_left_by_a_crash_count_as_a_torn_line()
    {
        var store = new RecordStore(FilePath);
        store.Append(Sample.Record("scratch", 0, 34));
        File.AppendAllText(FilePath, new string('\0', 512), Encoding.ASCII);
        var reading = store.Read();
        Assert.Single(reading.Records);
        Assert.NotNull(reading.Warning);
    }
}
