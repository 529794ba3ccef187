using MimLab.Figures;
using MimLab.Results;

namespace MimLab.Runner.Ablations;

/// <summary>The files that a reproduction leaves beside its records.</summary>
/// <param name="Table">The table of the plan.</param>
/// <param name="TablePath">Its markdown file.</param>
/// <param name="Chart">The static chart.</param>
/// <param name="Report">The report page.</param>
public sealed record AblationOutputs(ResultsTable Table, string TablePath, string Chart, string Report)
{
    /// <summary>Name of the table file.</summary>
    public const string TableFile = "table.md";

    /// <summary>Makes table, chart and report from the records that belong to the plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="store">Its records.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="committed">Whether that is the ablation's own folder, whose table holds every preset.</param>
    /// <param name="runs">Folder of the plan's runs, for loss curves and reconstructions.</param>
    /// <param name="place">Where recipes lie.</param>
    public static AblationOutputs Write(AblationPlan plan, RecordStore store, string folder, bool committed, string runs, Workplace place)
    {
        var records = store.Read().Records;
        var table = ResultsTable.Build(plan.Table(), plan.Matching(records));
        var tablePath = Path.Combine(folder, TableFile);
        var chart = Path.Combine(folder, "chart.svg");
        var report = Path.Combine(folder, committed ? $"report-{plan.PresetName}.html" : "report.html");
        if (committed)
        {
            foreach (var (path, text) in CommittedTable.Files(place, plan.Ablation, records)) WholeFile.Write(path, text);
            if (AblationList.File(place) is { } list) WholeFile.Write(list.Path, list.Text);
            var own = Path.Combine(folder, $"chart-{plan.PresetName}.svg");
            if (File.Exists(own)) chart = own;
        }
        else
        {
            WholeFile.Write(tablePath, CommittedTable.Section(plan, table, "chart.svg"));
            WholeFile.Write(chart, SvgChart.Render(AblationChart.Create(table)));
        }
        WholeFile.Write(report, ReportMatter.Of(plan, table, runs).ToHtml());
        return new AblationOutputs(table, tablePath, chart, report);
    }
}
