using MimLab;
using MimLab.Results;
using MimLab.Runner.Ablations;
using MimLab.Training;

namespace Runner.Tests.Ablations;

[Collection(TrainingCollection.Name)]
public class RecordedAblationTests
{
    private static readonly string[] Tiny =
    [
        "pretrain.images=64", "pretrain.batch=32", "finetune.labels=20", "finetune.epochs=1", "finetune.testImages=20", "probe=null",
        "knn.bankImages=20", "knn.queryImages=10", "data.trainCount=128", "data.testCount=20",
    ];

    [Fact]
    public void Without_records_the_table_is_that_of_the_headline_preset_with_the_papers_figures_alone()
    {
        using var laboratory = new Laboratory();
        var study = RecordedAblation.Open(Laboratory.Slug, laboratory.Place);
        Assert.Equal("Runs recorded: cifar10 none, quick none, imagenet none.", study.Status);
        Assert.Equal("cifar10", study.Table.Settings.Preset);
        Assert.All(study.Table.Rows, row => Assert.Empty(row.Records));
        Assert.Contains(study.Table.Rows, row => row.Row.Paper is not null);
    }

    [Fact]
    public void A_preset_with_records_is_shown_as_soon_as_there_is_one()
    {
        using var laboratory = new Laboratory();
        Record(laboratory, "quick", "scratch", seed: 0);
        var study = RecordedAblation.Open(Laboratory.Slug, laboratory.Place);
        Assert.Equal("Runs recorded: cifar10 none, quick 1 of 8, imagenet none.", study.Status);
        Assert.Equal("quick", study.Table.Settings.Preset);
        Record(laboratory, "cifar10", "random-4-0.5", seed: 1);
        Assert.Equal("cifar10", RecordedAblation.Open(Laboratory.Slug, laboratory.Place).Table.Settings.Preset);
    }

    [Fact]
    public void Cells_that_a_preset_does_not_run_have_recipes_too()
    {
        using var laboratory = new Laboratory();
        var study = RecordedAblation.Open(Laboratory.Slug, laboratory.Place);
        var recipe = study.RecipeOf("quick", "random-8-0.8", "pretrain.images=77");
        Assert.Equal((8, 0.8, 77L), (recipe.Mask.CellSize, recipe.Mask.Ratio, recipe.Pretrain!.Images));
        Assert.Contains("random-8-0.8", Assert.Throws<UserError>(() => study.RecipeOf("quick", "random-8-0.88")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rerun_trains_the_cells_from_the_start_every_time_and_records_nothing()
    {
        using var laboratory = new Laboratory();
        var study = RecordedAblation.Open(Laboratory.Slug, laboratory.Place);
        var heard = new Listener();
        var first = study.Rerun("smoke", ["scratch", "random-8-0.5"], Tiny, heard);
        var second = study.Rerun("smoke", ["scratch", "random-8-0.5"], Tiny, heard);
        Assert.Equal(["random-8-0.5", "random-8-0.5"], heard.Stages);
        Assert.True(heard.Steps >= 2 && heard.Ends == 2, $"{heard.Steps} steps, {heard.Ends} ends");
        Assert.Equal(["scratch", "random-8-0.5"], first.Rows.Select(r => r.Row.Cell));
        Assert.All(first.Rows, row => Assert.Equal(1, row.Headline.Count));
        Assert.DoesNotContain(first.Settings.Metrics, metric => metric.Key == "probe");
        Assert.Equal(first.Rows.Select(r => r.Headline.Mean), second.Rows.Select(r => r.Headline.Mean));
        Assert.Empty(Directory.GetFiles(laboratory.Place.Root, Reproduction.RecordsFile, SearchOption.AllDirectories));
    }

    [Fact]
    public void A_pretraining_that_a_rerun_finished_is_looked_at_without_training_again()
    {
        using var laboratory = new Laboratory();
        var study = RecordedAblation.Open(Laboratory.Slug, laboratory.Place);
        study.Rerun("smoke", ["random-8-0.5"], Tiny, new Listener());
        var encoder = Assert.Single(Directory.GetFiles(laboratory.Place.Runs, Pretraining.EncoderFile, SearchOption.AllDirectories));
        var written = File.GetLastWriteTimeUtc(encoder);
        var found = study.Pretrain("smoke", "random-8-0.5", Tiny);
        Assert.Equal((encoder, written), (found.EncoderPath, File.GetLastWriteTimeUtc(encoder)));
        var heard = new Listener();
        Assert.Equal(encoder, study.Pretrain("smoke", "random-8-0.5", Tiny, heard).EncoderPath);
        Assert.Equal(["random-8-0.5"], heard.Stages);
    }

    [Fact]
    public void A_second_execution_at_the_same_time_is_refused_and_the_first_goes_on()
    {
        using var laboratory = new Laboratory();
        var study = RecordedAblation.Open(Laboratory.Slug, laboratory.Place);
        var other = RecordedAblation.Open(Laboratory.Slug, laboratory.Place);
        var refused = new List<string>();
        var heard = new Listener
        {
            Beginning = () =>
            {
                refused.Add(Assert.Throws<UserError>(() => other.Rerun("smoke", ["scratch", "random-8-0.5"], Tiny, new Listener())).Message);
                refused.Add(Assert.Throws<UserError>(() => other.Pretrain("smoke", "scratch", Tiny)).Message);
                other.Rerun("smoke", ["scratch"], [.. Tiny, "finetune.labels=10"], new Listener()); // a run of its own
            },
        };
        var table = study.Rerun("smoke", ["scratch", "random-8-0.5"], Tiny, heard);
        Assert.All(table.Rows, row => Assert.Equal(1, row.Headline.Count));
        Assert.Equal(2, refused.Count);
        Assert.All(refused, message => Assert.Contains("Another run is at work in", message));
        Assert.All(refused, message => Assert.EndsWith("wait until it has finished, stop it, or change a parameter, which makes another folder.", message));
        study.Rerun("smoke", ["scratch"], Tiny, new Listener()); // nothing is held any more
    }

    [Fact]
    public void A_stopped_rerun_shows_what_it_finished()
    {
        using var laboratory = new Laboratory();
        var stopped = new CancellationToken(canceled: true);
        var table = RecordedAblation.Open(Laboratory.Slug, laboratory.Place).Rerun("smoke", ["random-8-0.5"], Tiny, new Listener(), stop: stopped);
        Assert.All(table.Rows, row => Assert.Equal(0, row.Headline.Count));
    }

    private static void Record(Laboratory laboratory, string preset, string cell, int seed)
    {
        var plan = AblationPlan.Create(laboratory.Place, AblationFile.Load(laboratory.Place, Laboratory.Slug), preset);
        var run = plan.Runs.First(r => r.Cell.Name == cell && r.Seed == seed);
        new RecordStore(Path.Combine(plan.Ablation.Folder, Reproduction.RecordsFile)).Append(MadeUp.Record(plan, run, ("finetune", 40)));
    }

    private sealed class Listener : IRunProgress
    {
        public List<string> Stages { get; } = [];

        public int Steps { get; private set; }

        public int Ends { get; private set; }

        public Action Beginning { get; init; } = () => { };

        public void Begin(string stage, long totalImages)
        {
            Stages.Add(stage);
            Beginning();
        }

        public void Report(StepReport report) => Steps++;

        public void Note(string line) { }

        public void End() => Ends++;
    }
}
