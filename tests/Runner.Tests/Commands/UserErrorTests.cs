namespace Runner.Tests.Commands;

public class UserErrorTests
{
    [Fact]
    public void Mistyped_key_of_set_names_the_key_and_the_nearest_one_without_a_stack_trace()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("reproduce", Laboratory.Slug, "--preset", "smoke", "--set", "pretrain.bacth=32", "--dry");
        Assert.Equal(1, result.Code);
        Assert.Contains("pretrain.bacth", result.Error);
        Assert.Contains("batch", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Fact]
    public void Mistyped_key_in_a_recipe_names_file_and_key()
    {
        using var lab = new Laboratory();
        var path = lab.Write("wrong.json", """{ "base": "experiments/recipes/simmim-32px-smoke.json", "pretrian": {} }""");
        var result = lab.Mim("pretrain", path);
        Assert.Equal(1, result.Code);
        Assert.Contains("pretrian", result.Error);
        Assert.Contains("wrong.json", result.Error);
    }

    [Fact]
    public void Unknown_ablation_suggests_the_nearest()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("reproduce", "mask-pach-size");
        Assert.Equal(1, result.Code);
        Assert.Contains("'mask-patch-size'", result.Error);
    }

    [Fact]
    public void Unknown_preset_lists_the_known_ones()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("reproduce", Laboratory.Slug, "--preset", "huge");
        Assert.Equal(1, result.Code);
        Assert.Contains("quick, cifar10, imagenet, smoke", result.Error);
    }

    [Theory]
    [InlineData("pretrain", "nowhere.json")]
    [InlineData("finetune", "simmim-32px-smoke", "--from", "nowhere.safetensors")]
    [InlineData("parity", "nowhere")]
    [InlineData("pretrain", "simmim-32px-smoke", "--data", "nowhere")]
    public void Missing_file_is_named(params string[] arguments)
    {
        using var lab = new Laboratory();
        var result = lab.Mim(arguments);
        Assert.Equal(1, result.Code);
        Assert.Contains("nowhere", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Theory]
    [InlineData("pretrain", "recipes")]
    [InlineData("finetune", "simmim-32px-smoke", "--from", "recipes")]
    [InlineData("weights", "inspect", "recipes")]
    public void A_folder_in_place_of_a_file_is_said_to_be_one(params string[] arguments)
    {
        using var lab = new Laboratory();
        var result = lab.Mim([.. arguments.Select(a => a == "recipes" ? lab.Place.Recipes : a)]);
        Assert.Equal(1, result.Code);
        Assert.Contains(lab.Place.Recipes, result.Error);
        Assert.Contains(" is a folder", result.Error);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named_without_a_stack_trace()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("masks", "--samples", "2", "--out", lab["absent/masks.png"]);
        Assert.Equal(1, result.Code);
        Assert.Contains("absent/masks.png", result.Error);
        Assert.Single(result.Error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("model.depth=100000000")]
    [InlineData("model.width=1000000")]
    [InlineData("pretrain.images=9000000000000000000")]
    [InlineData("data.trainCount=2000000000")]
    [InlineData("name=../elsewhere")]
    public void Impossible_values_are_refused_before_anything_is_made(string entry)
    {
        using var lab = new Laboratory();
        var result = lab.Mim("pretrain", "simmim-32px-smoke", "--set", entry);
        Assert.Equal(1, result.Code);
        Assert.Contains(entry.Split('=')[0].Split('.')[^1], result.Error);
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.False(Directory.Exists(lab.Place.Runs));
    }

    [Fact]
    public void A_folder_in_use_by_another_run_is_left_alone()
    {
        using var lab = new Laboratory();
        Directory.CreateDirectory(lab["run"]);
        using (new FileStream(lab["run/.lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            var refused = lab.Mim("pretrain", "simmim-32px-smoke", "--out", lab["run"]);
            Assert.Equal(1, refused.Code);
            Assert.Contains("Another run", refused.Error);
        }
        Assert.Equal([lab["run/.lock"]], Directory.GetFileSystemEntries(lab["run"]));
    }

    [Fact]
    public void Probing_images_of_which_none_can_be_read_names_them()
    {
        using var lab = new Laboratory();
        foreach (var split in new[] { "train", "test" })
            foreach (var file in new[] { "a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg" }) lab.Write($"images/{split}/{file}", "no picture");
        var result = lab.Mim("probe", "simmim-32px-smoke", "--scratch", "--set", "data.set=image-folder", "--set", $"data.path={lab["images"]}", "--set", "data.trainCount=0", "--set", "probe=null");
        Assert.Equal(1, result.Code);
        Assert.Contains("a/1.jpg", result.Error);
        Assert.Contains("nearest neighbours only", result.Error); // there is no probe section
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Fact]
    public void Unknown_device_says_what_is_allowed()
    {
        using var lab = new Laboratory();
        Assert.Contains("cpu, cuda", lab.Mim("pretrain", "simmim-32px-smoke", "--device", "tpu").Error);
    }

    [Theory]
    [InlineData("--preset", "smoke")]
    [InlineData("--set", "pretrain.batch=64")]
    public void Trials_and_changed_recipes_cannot_enter_the_committed_table(string option, string value)
    {
        using var lab = new Laboratory();
        var result = lab.Mim("reproduce", Laboratory.Slug, "--record", option, value);
        Assert.Equal(1, result.Code);
        Assert.Contains("--record", result.Error);
        Assert.False(File.Exists(Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "results.jsonl")));
    }
}
