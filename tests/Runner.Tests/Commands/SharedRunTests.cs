using MimLab.Data;
using MimLab.Results;
using MimLab.Runner.Ablations;

namespace Runner.Tests.Commands;

[Collection(TrainingCollection.Name)]
public class SharedRunTests
{
    private const string Other = "other-question";

    [Fact]
    public void An_equal_run_of_another_ablation_is_taken_over_and_an_equal_pretraining_reused()
    {
        using var lab = new Laboratory();
        AddOther(lab);
        Assert.Equal(0, lab.Mim("reproduce", Laboratory.Slug, "--preset", "smoke", "--seeds", "0,", "--device", "cpu").Code);
        var original = Records(lab, Laboratory.Slug);

        var dry = lab.Mim("reproduce", Other, "--preset", "tiny", "--seeds", "0,1", "--dry", "--device", "cpu");
        Assert.Contains("Shared with mask-patch-size/smoke/random-4-0.5, not trained again: four seed 0.", dry.Output);
        var shared = lab.Mim("reproduce", Other, "--preset", "tiny", "--seeds", "0,", "--device", "cpu");
        Assert.True(shared.Code == 0, shared.Error);
        Assert.Contains("four seed 0: the same recipe, images and seed as mask-patch-size/smoke/random-4-0.5", shared.Output);
        Assert.DoesNotContain("pre-training:", shared.Output);
        Assert.Contains("trained for an equal cell", shared.Output);
        var taken = Records(lab, Other);
        Assert.Equal(3, taken.Count);
        var four = taken.Single(r => r.Cell == "four");
        var source = original.Single(r => r.Cell == "random-4-0.5");
        Assert.Equal((Other, "tiny", "mask-patch-size/smoke/random-4-0.5"), (four.Ablation, four.Preset, four.SharedFrom));
        Assert.Equal(source.Metrics, four.Metrics);
        Assert.Equal(source.Provenance, four.Provenance);
        Assert.Contains("Reconstructions of four", File.ReadAllText(Path.Combine(lab.Place.Runs, Other, "tiny", "report.html")));

        string[] changed = ["reproduce", Other, "--preset", "tiny", "--seeds", "0,", "--device", "cpu", "--set", "knn.neighbours=3"];
        Assert.Contains("Pre-trained already, only to be evaluated: four seed 0", lab.Mim([.. changed, "--dry"]).Output);
        var evaluated = lab.Mim(changed);
        Assert.True(evaluated.Code == 0, evaluated.Error);
        Assert.DoesNotContain("pre-training:", evaluated.Output);
        Assert.Contains("fine-tuning:", evaluated.Output);

        var longer = lab.Mim("reproduce", Other, "--preset", "tiny", "--seeds", "0,", "--dry", "--device", "cpu", "--set", "pretrain.images=640").Output;
        Assert.Contains("scratch seed 0", longer); // scratch has no pre-training, so it stays equal
        Assert.DoesNotContain("four seed 0", longer);
    }

    [Fact]
    public void Cells_that_only_evaluate_differently_share_one_pretraining_of_each_seed()
    {
        using var lab = new Laboratory();
        lab.Write($"experiments/ablations/{Other}/ablation.json", """
            {
              "title": "Tuned blocks", "question": "How many?", "paper": { "source": "none", "metric": "none" },
              "axes": [{ "key": "blocks", "label": "blocks" }], "metrics": [{ "key": "finetune", "label": "top-1" }], "baseline": "scratch",
              "presets": { "tiny": { "description": "a test", "recipe": "simmim-32px-smoke.json", "set": { "probe": null, "knn": null }, "cells": "all", "seeds": [0, 1] } },
              "cells": { "all": [
                { "name": "scratch", "kind": "scratch", "axis": {} },
                { "name": "one", "axis": { "blocks": 1 }, "set": { "finetune.blocks": 1 } },
                { "name": "none", "axis": { "blocks": 0 }, "set": { "finetune.blocks": 0 } },
                { "name": "all", "axis": { "blocks": 2 } }
              ] }
            }
            """);
        var dry = lab.Mim("reproduce", Other, "--preset", "tiny", "--dry", "--device", "cpu");
        Assert.True(dry.Code == 0, dry.Error);
        Assert.Contains("Evaluate the pre-training of a run before them: none seeds 0, 1; all seeds 0, 1.", dry.Output);

        var run = lab.Mim("reproduce", Other, "--preset", "tiny", "--device", "cpu");
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(2, run.Output.Split("pre-training:").Length - 1);
        Assert.Equal(2, Directory.GetDirectories(lab.Place.Runs, "pretrain", SearchOption.AllDirectories).Length);
        Assert.Contains("Tuning the last 0 of 2 blocks: ", run.Output);
        var records = Records(lab, Other);
        Assert.All(records, r => Assert.Empty(r.Notes));
        foreach (var seed in records.Where(r => r.Cell != "scratch").GroupBy(r => r.Seed))
        {
            Assert.Equal(3, seed.Count());
            Assert.Single(seed.Select(r => r.Metrics["loss"]).Distinct());
        }
    }

    [Fact]
    public void Committed_records_share_with_committed_ones_only_and_only_for_the_same_images()
    {
        using var lab = new Laboratory();
        AddOther(lab);
        var plan = AblationPlan.Create(lab.Place, AblationFile.Load(lab.Place, Laboratory.Slug), "quick");
        var run = plan.Runs.First(r => r.Cell.Name == "random-4-0.5");
        var store = new RecordStore(Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "results.jsonl"));
        store.Append(MadeUp.Record(plan, run, ("finetune", 20)) with { DataHash = "of other images" });
        Assert.DoesNotContain("Shared with", Dry("--record"));
        store.Append(MadeUp.Record(plan, run, ("finetune", 20)) with { DataHash = run.Recipe.Data.Open(Split.Train).Hash });
        Assert.Contains("Shared with mask-patch-size/quick/random-4-0.5, not trained again: four seed 0.", Dry("--record"));
        Assert.DoesNotContain("Shared with", Dry());

        string Dry(params string[] more)
        {
            var result = lab.Mim(["reproduce", Other, "--preset", "quick", "--seeds", "0,", "--dry", "--device", "cpu", .. more]);
            Assert.True(result.Code == 0, result.Error);
            return result.Output;
        }
    }

    /// <summary>The same runs under other names: another ablation, preset, recipe name and cell.</summary>
    private static void AddOther(Laboratory lab)
    {
        var file = File.ReadAllText(Path.Combine(lab.Place.AblationFolder(Laboratory.Slug), "ablation.json"));
        lab.Write($"experiments/ablations/{Other}/ablation.json", file
            .Replace("\"random-4-0.5\"", "\"four\"").Replace("\"smoke\": {", "\"tiny\": {").Replace("simmim-32px-smoke.json", "tiny.json"));
        lab.Write("experiments/recipes/tiny.json", "{ \"base\": \"simmim-32px-smoke.json\", \"name\": \"tiny\", \"source\": \"a test\" }");
    }

    private static IReadOnlyList<RunRecord> Records(Laboratory lab, string slug) =>
        new RecordStore(Directory.GetFiles(Path.Combine(lab.Place.Runs, slug), "results.jsonl", SearchOption.AllDirectories).Single()).Read().Records;
}
