using System.Text.Json;
using MimLab.Training;

namespace MimLab.Tests.Training;

public class MetricsLogTests
{
    [Fact]
    public void A_line_has_every_field_and_is_JSON()
    {
        using var folder = new TemporaryFolder();
        using (var log = new MetricsLog(folder["metrics.jsonl"], 0))
            log.Write(new StepReport(20, 100, 2560, 12800, 0.5, 0.75, 1e-3, 2.5, 800.04, 3.2, 12));

        var line = JsonDocument.Parse(File.ReadAllText(folder["metrics.jsonl"])).RootElement;

        Assert.Equal(["step", "images", "epoch", "loss", "lr", "gradNorm", "imagesPerSecond", "seconds"], line.EnumerateObject().Select(p => p.Name));
        Assert.Equal(2560, line.GetProperty("images").GetInt64());
        Assert.Equal(0.75, line.GetProperty("loss").GetDouble());
    }

    [Fact]
    public void A_resumed_log_drops_later_steps_and_a_torn_line()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("metrics.jsonl", "{\"step\":1}\n{\"step\":2}\n{\"step\":3}\n{\"st");

        using (var log = new MetricsLog(path, lastStep: 2)) log.Write(new StepReport { Step = 3 });

        Assert.Equal([1, 2, 3], File.ReadLines(path).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("step").GetInt64()));
    }
}
