using MimLab.Backbones;
using MimLab.Models;

namespace MimLab.Tests.Models;

public class ModelMemoryTests
{
    private static readonly SimMimConfig Shape = new() { Encoder = new VisionTransformerConfig { Width = 1024, Depth = 24, Heads = 16 } };

    [Fact]
    public void A_model_that_fits_is_accepted() => ModelMemory.Require(Shape, 4e9);

    [Fact]
    public void A_model_larger_than_memory_is_refused_with_both_sizes()
    {
        var error = Assert.Throws<UserError>(() => ModelMemory.Require(Shape, 1e9));
        Assert.Contains("0.3 billion parameters", error.Message);
        Assert.Contains("1 GB of memory", error.Message);
    }

    [Fact]
    public void A_head_counts_too()
    {
        var heavy = Shape with { Head = new() { Kind = "inverse-vit", Width = 1024, Depth = 24, Heads = 16 } };
        ModelMemory.Require(Shape, 1.5e9);
        var error = Assert.Throws<UserError>(() => ModelMemory.Require(heavy, 1.5e9));
        Assert.Contains("0.6 billion parameters", error.Message);
        Assert.Contains("or those of the head", error.Message);
    }

    [Theory]
    [InlineData(false, 16e9, true)]
    [InlineData(false, 15.9e9, false)]
    [InlineData(true, 20e9, true)]
    [InlineData(true, 16e9, false)]
    public void Training_needs_room_for_gradients_optimizer_and_average(bool averaged, double available, bool fits)
    {
        if (fits)
        {
            ModelMemory.RequireForTraining(1_000_000_000, averaged, null, available);
            return;
        }
        var error = Assert.Throws<UserError>(() => ModelMemory.RequireForTraining(1_000_000_000, averaged, null, available));
        Assert.Contains(averaged ? "takes 20 GB" : "takes 16 GB", error.Message);
        Assert.Contains("16 GB of memory", error.Message);
    }

    private static readonly SwinTransformerConfig Huge = SwinTransformerSize.Named("SwinV2-H").Shape(192, 12);

    [Fact]
    public void A_batch_that_fits_with_checkpointing_alone_is_refused_with_that_advice()
    {
        var step = new StepShape(Huge, 64, Mixed: false);
        var error = Assert.Throws<UserError>(() => ModelMemory.RequireForTraining(660_000_000, false, step, 24e9));
        Assert.Contains("A batch of 64 takes about 19 GB", error.Message);
        Assert.Contains("beside 11 GB", error.Message);
        Assert.Contains("set model.checkpointing to true, or make batch smaller", error.Message);
        ModelMemory.RequireForTraining(660_000_000, false, step with { Encoder = Huge with { Checkpointing = true } }, 24e9);
        ModelMemory.RequireForTraining(660_000_000, false, step with { Batch = 4 }, 24e9);
    }

    [Fact]
    public void A_batch_too_large_even_so_is_refused_without_it()
    {
        var step = new StepShape(Huge with { Checkpointing = true }, 4096, Mixed: true);
        var error = Assert.Throws<UserError>(() => ModelMemory.RequireForTraining(660_000_000, false, step, 24e9));
        Assert.DoesNotContain("checkpointing", error.Message);
        Assert.Contains("make batch smaller (accumulate makes up for it)", error.Message);
    }
}
