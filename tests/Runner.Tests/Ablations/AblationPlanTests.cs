using MimLab;
using MimLab.Runner.Ablations;

namespace Runner.Tests.Ablations;

public class AblationPlanTests
{
    [Fact]
    public void Every_preset_of_every_ablation_resolves_and_draws_its_masks()
    {
        var place = MimLab.Runner.Workplace.At(Laboratory.Repository);
        foreach (var slug in AblationFile.Slugs(place))
        {
            var ablation = AblationFile.Load(place, slug);
            foreach (var preset in ablation.Presets.Keys)
            {
                var table = AblationPlan.Create(place, ablation, preset).Table();
                Assert.All(table.Rows.Where(r => r.Cell != table.Baseline), r => Assert.InRange(r.AverageDistance!.Value, 1, 200));
            }
        }
    }

    [Fact]
    public void Runs_go_seed_by_seed_so_that_a_first_table_is_complete_early()
    {
        using var lab = new Laboratory();
        var plan = Plan(lab, seeds: [3, 5]);
        var cells = plan.Runs.Count / 2;
        Assert.All(plan.Runs.Take(cells), r => Assert.Equal(3, r.Seed));
        Assert.All(plan.Runs.Skip(cells), r => Assert.Equal(5, r.Seed));
        Assert.Equal(plan.Runs.Take(cells).Select(r => r.Cell.Name), plan.Runs.Skip(cells).Select(r => r.Cell.Name));
    }

    [Fact]
    public void A_cell_wins_over_the_users_override_of_its_own_axis()
    {
        using var lab = new Laboratory();
        var plan = Plan(lab, overrides: ["mask.cellSize=16", "pretrain.images=640"]);
        var run = plan.Runs.First(r => r.Cell.Name == "random-8-0.5");
        Assert.Equal(8, run.Recipe.Mask.CellSize);
        Assert.Equal(640, run.Recipe.Pretrain!.Images);
    }

    [Fact]
    public void Changed_pretraining_leaves_the_baseline_what_it_is()
    {
        using var lab = new Laboratory();
        string Hash(AblationPlan plan, string cell) => plan.Runs.First(r => r.Cell.Name == cell).RecipeHash;
        var (plain, changed) = (Plan(lab), Plan(lab, overrides: ["pretrain.images=640"]));
        Assert.Equal(Hash(plain, "scratch"), Hash(changed, "scratch"));
        Assert.NotEqual(Hash(plain, "random-4-0.5"), Hash(changed, "random-4-0.5"));
    }

    [Fact]
    public void Overrides_get_a_folder_of_their_own()
    {
        using var lab = new Laboratory();
        Assert.Equal("smoke", Plan(lab).FolderName);
        Assert.StartsWith("smoke-", Plan(lab, overrides: ["pretrain.images=640"]).FolderName);
        Assert.NotEqual(Plan(lab, overrides: ["pretrain.images=640"]).FolderName, Plan(lab, overrides: ["pretrain.images=641"]).FolderName);
    }

    [Theory]
    [InlineData("\"questoin\": \"?\",", "questoin")]
    [InlineData("\"title\": 3,", "title")]
    public void Disorder_in_the_file_is_named(string line, string named)
    {
        using var lab = new Laboratory();
        var path = Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "ablation.json");
        File.WriteAllText(path, "{ " + line + File.ReadAllText(path).TrimStart()[1..].Replace("\"title\": \"Mask patch size and ratio\",", line.Contains("title") ? "" : "\"title\": \"t\","));
        var error = Assert.Throws<UserError>(() => AblationFile.Load(lab.Place, Laboratory.Slug));
        Assert.Contains(named, error.Message);
        Assert.Contains("ablation.json", error.Message);
    }

    private static AblationPlan Plan(Laboratory lab, IReadOnlyList<int>? seeds = null, IReadOnlyList<string>? overrides = null) =>
        AblationPlan.Create(lab.Place, AblationFile.Load(lab.Place, Laboratory.Slug), "smoke", seeds, overrides);
}
