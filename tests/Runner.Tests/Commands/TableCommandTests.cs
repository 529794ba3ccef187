using System.Text.Json;
using MimLab.Results;
using MimLab.Runner.Ablations;

namespace Runner.Tests.Commands;

[Collection(TrainingCollection.Name)]
public class TableCommandTests
{
    [Fact]
    public void Check_passes_after_table_and_fails_after_a_hand_edit()
    {
        using var lab = new Laboratory();
        Record(lab, 40, 46);
        Assert.Equal(1, lab.Mim("table", Laboratory.Slug, "--check").Code);
        Assert.Equal(0, lab.Mim("table", Laboratory.Slug).Code);
        Assert.Equal(0, lab.Mim("table", Laboratory.Slug, "--check").Code);

        var table = Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "table.md");
        Assert.Contains("46.0", File.ReadAllText(table));
        File.WriteAllText(table, File.ReadAllText(table).Replace("46.0", "48.0"));
        var check = lab.Mim("table", Laboratory.Slug, "--check");
        Assert.Equal(1, check.Code);
        Assert.Contains("table.md", check.Error);
    }

    [Fact]
    public void The_readme_shows_the_headline_and_nothing_else_of_it_changes()
    {
        using var lab = new Laboratory();
        Record(lab, 40, 46);
        var readme = lab.Write("README.md", $"before\n<!-- generated:{Laboratory.Slug} -->\nold\n<!-- /generated:{Laboratory.Slug} -->\nafter\n");
        Assert.Equal(1, lab.Mim("table", Laboratory.Slug, "--check").Code);
        Assert.Equal(0, lab.Mim("table", Laboratory.Slug).Code);
        var text = File.ReadAllText(readme);
        Assert.StartsWith("before\n", text);
        Assert.EndsWith("after\n", text);
        Assert.Contains("46.0", text);
        Assert.DoesNotContain("old", text);
    }

    [Theory]
    [InlineData("\"ratio\": 0.5", "\"ratio\": 0.55")]
    [InlineData("\"labels\": 500", "\"labels\": 400")]
    [InlineData("\"labels\": 500", "\"labelz\": 500")]
    public void Records_of_a_changed_recipe_are_left_out(string now, string then)
    {
        using var lab = new Laboratory();
        Record(lab, 40, 46, text => text.Replace(now, then));
        Assert.Equal(0, lab.Mim("table", Laboratory.Slug).Code);
        Assert.DoesNotContain("46.0", File.ReadAllText(Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "table.md")));
    }

    [Fact]
    public void Records_of_a_cell_that_the_preset_does_not_run_are_told_below_the_table()
    {
        using var lab = new Laboratory();
        Record(lab, 40, 46);
        var store = new RecordStore(Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "results.jsonl"));
        var sample = store.Read().Records.Last(r => r.Cell != "scratch");
        var recipe = RecordedAblation.Open(Laboratory.Slug, lab.Place).RecipeOf("quick", "random-8-0.8").ToJson();
        store.Append(sample with { Cell = "random-8-0.8", Recipe = JsonDocument.Parse(recipe).RootElement, Metrics = new Dictionary<string, double> { ["finetune"] = 44 } });
        store.Append(sample with { Cell = "random-8-0.4" }); // another cell's recipe: no record of this one
        Assert.Equal(0, lab.Mim("table", Laboratory.Slug).Code);
        var table = File.ReadAllText(Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "table.md"));
        Assert.Contains("Recorded too, though not a row of this preset: random-8-0.8 with fine-tuned top-1 44.0 (n=1).", table);
        Assert.DoesNotContain("random-8-0.4", table);
    }

    [Theory]
    [InlineData("\"qkvBias\": true,", "")] // a key that came after the record
    [InlineData("\"name\": \"simmim", "\"name\": \"formerly-simmim")]
    [InlineData("\"source\": \"", "\"source\": \"formerly \u00b7 ")]
    public void Records_from_before_the_schema_grew_or_words_changed_stay(string now, string then)
    {
        using var lab = new Laboratory();
        Record(lab, 40, 46);
        Assert.Equal(0, lab.Mim("table", Laboratory.Slug).Code);
        var table = Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "table.md");
        var expected = File.ReadAllText(table);
        File.Delete(Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "results.jsonl"));

        Record(lab, 40, 46, text => text.Replace(now, then));
        Assert.Equal(0, lab.Mim("table", Laboratory.Slug).Code);
        Assert.Equal(expected, File.ReadAllText(table));
    }

    [Fact]
    public void Committed_tables_are_what_the_committed_records_give()
    {
        var error = new StringWriter();
        var code = MimLab.Runner.Commands.CommandLine.Run(["table", "--check"],
            new MimLab.Runner.Display.Terminal(new StringWriter(), error, interactive: false), default, MimLab.Runner.Workplace.At(Laboratory.Repository));
        Assert.True(code == 0, error.ToString());
    }

    [Fact]
    public void Without_a_name_all_ablations_are_written_checked_and_listed()
    {
        using var lab = new Laboratory();
        Record(lab, 40, 46);
        lab.Write("experiments/ablations/second/ablation.json", File.ReadAllText(Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "ablation.json")));
        var readme = lab.Write("experiments/README.md", "before\n<!-- generated:ablations -->\n<!-- /generated:ablations -->\nafter\n");
        Assert.Equal(1, lab.Mim("table", "--check").Code);
        Assert.Equal(0, lab.Mim("table").Code);
        Assert.Equal(0, lab.Mim("table", "--check").Code);
        var lines = File.ReadAllLines(readme);
        Assert.Contains(lines, l => l.StartsWith("| [mask-patch-size](ablations/mask-patch-size/table.md) | How large", StringComparison.Ordinal) && l.Contains("quick all 8, cifar10 none"));
        Assert.Contains(lines, l => l.StartsWith("| [second](", StringComparison.Ordinal) && l.Contains("quick none"));
        Assert.DoesNotContain(lines, l => l.Contains("smoke"));

        var table = Path.Combine(lab.Place.AblationFolder("second"), "table.md");
        File.AppendAllText(table, "typed by hand");
        var check = lab.Mim("table", "--check");
        Assert.Equal(1, check.Code);
        Assert.Contains(Path.Combine("second", "table.md"), check.Error);
        Assert.Equal(0, lab.Mim("table", Laboratory.Slug, "--check").Code);
    }

    private static void Record(Laboratory lab, double scratch, double pretrained, Func<string, string>? then = null)
    {
        var plan = AblationPlan.Create(lab.Place, AblationFile.Load(lab.Place, Laboratory.Slug), "quick");
        var store = new RecordStore(Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "results.jsonl"));
        foreach (var run in plan.Runs)
        {
            var recipe = then?.Invoke(run.Recipe.ToJson()) ?? run.Recipe.ToJson();
            Assert.True(then is null || run.Cell.Kind == CellKind.Scratch || recipe != run.Recipe.ToJson());
            store.Append(MadeUp.Record(plan, run, ("finetune", run.Cell.Kind == CellKind.Scratch ? scratch : pretrained)) with
            {
                Recipe = JsonDocument.Parse(recipe).RootElement,
                RecipeHash = then is null ? run.RecipeHash : new string('0', 64), // what counts is the recipe itself
            });
        }
    }
}
