using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>Notebooks and ablations belong together.</summary>
public class AblationNotebookTests
{
    private static readonly string Ablations = Path.Combine(Notebook.Repository, "experiments", "ablations");

    [Fact]
    public void Every_ablation_has_its_notebook_and_every_notebook_its_ablation()
    {
        var folders = Directory.GetFiles(Ablations, "ablation.json", SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(file)!));
        var notebooks = Directory.GetFiles(Path.Combine(Notebook.Repository, "notebooks", "ablations"), "*.ipynb").Select(file => Path.GetFileNameWithoutExtension(file)!);
        Assert.Equal(folders.Order(StringComparer.Ordinal), notebooks.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_reads_the_records_of_its_own_ablation_and_compares_them_with_the_paper_if_there_is_one()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Notebook.Repository, "notebooks", "ablations"), "*.ipynb"))
        {
            var code = string.Concat(Notebook.Read(file).CodeCells.Select(cell => Notebook.Text(cell["source"]) + "\n"));
            Assert.Contains($"RecordedAblation.Open(\"{Path.GetFileNameWithoutExtension(file)}\")", code);
            Assert.Contains("\nstudy.Table\n", code);
            Assert.Contains("AblationChart.Create(study.Table)\n", code);
            var definition = JsonNode.Parse(File.ReadAllText(Path.Combine(Ablations, Path.GetFileNameWithoutExtension(file), "ablation.json")))!;
            if (definition["paper"] is not null) Assert.Contains("PaperComparison.Of(study.Table, ", code);
            Assert.Contains("study.Rerun(", code);
        }
    }
}
