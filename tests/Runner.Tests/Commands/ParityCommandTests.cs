using System.Text.Json;
using MimLab.Weights;
using TorchSharp;

namespace Runner.Tests.Commands;

[Collection(TrainingCollection.Name)]
public class ParityCommandTests
{
    private const string Name = "simmim_vit_p16";

    [Fact]
    public void Faithful_model_passes_and_an_unknown_kind_is_reported_without_failing()
    {
        using var lab = new Laboratory();
        Fixture(lab, _ => { });
        Unknown(lab);
        var result = lab.Mim("parity", lab["fixtures"]);
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.Contains("1 passed, 0 failed, 1 unknown", result.Output);
        foreach (var heading in new[] { "outputs", "activations", "gradients", "curve", Name }) Assert.Contains(heading, result.Output);
    }

    [Fact]
    public void Different_output_fails_with_a_non_zero_exit_code()
    {
        using var lab = new Laboratory();
        Fixture(lab, tensors => tensors["output"] = tensors["output"] * 1.001f);
        var result = lab.Mim("parity", lab["fixtures"], "--json");
        Assert.Equal(1, result.Code);
        using var json = JsonDocument.Parse(result.Output);
        Assert.InRange(json.RootElement[0].GetProperty("outputError").GetDouble(), 1e-4, 1e-2);
    }

    [Fact]
    public void Damaged_fixture_fails_and_the_others_are_still_looked_at()
    {
        using var lab = new Laboratory();
        Unknown(lab);
        lab.Write("fixtures/broken.json", """{ "config": {} }""");
        lab.Write("fixtures/broken.safetensors", "no tensors");
        var result = lab.Mim("parity", lab["fixtures"]);
        Assert.Equal(1, result.Code);
        Assert.Contains("1 failed, 1 unknown", result.Output);
    }

    [Fact]
    public void Folder_without_fixtures_is_a_user_error()
    {
        using var lab = new Laboratory();
        lab.Write("fixtures/readme.json", "{}");
        Assert.Contains("no fixture", lab.Mim("parity", lab["fixtures"]).Error);
    }

    private static void Fixture(Laboratory lab, Action<Dictionary<string, torch.Tensor>> change)
    {
        var golden = Path.Combine(Laboratory.Repository, "tests", "MimLab.Tests", "Parity", "golden");
        using var parameters = SafeTensors.Read(Path.Combine(golden, Name + ".params.safetensors"));
        using var values = SafeTensors.Read(Path.Combine(golden, Name + ".values.safetensors"));
        var tensors = parameters.Tensors.Concat(values.Tensors).ToDictionary();
        change(tensors);
        lab.Write($"fixtures/{Name}.json", File.ReadAllText(Path.Combine(golden, Name + ".json")));
        SafeTensors.Write(lab[$"fixtures/{Name}.safetensors"], tensors);
    }

    private static void Unknown(Laboratory lab)
    {
        lab.Write("fixtures/other.json", """{ "name": "other", "config": { "kind": "of tomorrow" } }""");
        using var tensor = torch.zeros(2);
        SafeTensors.Write(lab["fixtures/other.safetensors"], new Dictionary<string, torch.Tensor> { ["output"] = tensor });
    }
}
