using MimLab.Backbones;
using MimLab.Models;

namespace MimLab.Tests.Models;

public class ModelMemoryTests
{
    private static readonly VisionTransformerConfig Shape = new() { Width = 1024, Depth = 24, Heads = 16 };

    [Fact]
    public void A_model_that_fits_is_accepted() => ModelMemory.Require(Shape, 4e9);

    [Fact]
    public void A_model_larger_than_memory_is_refused_with_both_sizes()
    {
        var error = Assert.Throws<UserError>(() => ModelMemory.Require(Shape, 1e9));
        Assert.Contains("0.3 billion parameters", error.Message);
        Assert.Contains("1 GB of memory", error.Message);
    }
}
