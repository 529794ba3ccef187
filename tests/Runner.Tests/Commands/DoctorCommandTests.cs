using System.Text.Json;

namespace Runner.Tests.Commands;

[Collection(TrainingCollection.Name)]
public class DoctorCommandTests
{
    [Fact]
    public void Every_part_of_the_machine_is_looked_at_and_a_problem_comes_with_advice()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("doctor", "--json");
        using var json = JsonDocument.Parse(result.Output);
        var findings = json.RootElement.EnumerateArray().ToList();
        Assert.Equal([".NET", "libtorch", "BLAS", "bf16", "threads", "CUDA", "libvips", "disk"], findings.Select(f => f.GetProperty("name").GetString()));
        Assert.All(findings.Where(f => !f.GetProperty("ok").GetBoolean()), f => Assert.NotEmpty(f.GetProperty("advice").GetString()!));
        Assert.Equal(findings.All(f => f.GetProperty("ok").GetBoolean()) ? 0 : 1, result.Code);
    }
}
