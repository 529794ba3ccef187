using MimLab.Models;
using MimLab.Targets;
using MimLab.Tests.Training;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Targets;

[Collection("torch")]
public class PrincipalComponentsTests
{
    private const int Numbers = 48;

    /// <summary>Components of random patches, each number of which varies by its own amount and with its neighbour.</summary>
    private static (PatchComponents Components, Tensor Patches) Random(int count)
    {
        manual_seed(12);
        var patches = randn(2000, Numbers, dtype: ScalarType.Float64) * linspace(0.2, 3, Numbers, dtype: ScalarType.Float64) + 0.5;
        patches = patches + patches.roll(1, 1) * 0.7;
        var mean = patches.mean([0]);
        var covariance = (patches - mean).t().matmul(patches - mean) / 2000.0;
        return (PatchComponents.Of(mean.data<double>().ToArray(), covariance.contiguous().data<double>().ToArray(), count, "imagenet"), patches);
    }

    private static string Write(TemporaryFolder folder, PatchComponents components, string name = "components.safetensors")
    {
        using var stream = File.Create(folder[name]);
        components.Write(stream, new Dictionary<string, string> { ["data"] = "random" });
        return folder[name];
    }

    [Fact]
    public void Coefficients_are_uncorrelated_and_vary_as_the_components_say_and_no_other_directions_keep_more()
    {
        using var scope = NewDisposeScope();
        var (components, patches) = Random(6);
        using var target = new PrincipalComponents(new PatchGrid(3, 4, 4), components);
        var coefficients = target.Truth(patches.view(1, 2000, Numbers))[0];             // [N, 6]
        var covariance = coefficients.t().matmul(coefficients) / 2000.0;
        Assert.True(covariance.allclose(tensor(components.Variances.ToArray()).diag(), atol: 1e-8));
        Assert.Equal(components.Variances.OrderDescending(), components.Variances);
        var kept = coefficients.square().sum().item<double>();
        var square = randn(Numbers, Numbers, dtype: ScalarType.Float64);
        var other = tensor(SymmetricEigen.Of((square + square.t()).contiguous().data<double>().ToArray(), Numbers).Vectors, [Numbers, Numbers])[..6].t();
        Assert.True((patches - patches.mean([0])).matmul(other).square().sum().item<double>() < kept);
    }

    [Fact]
    public void All_components_show_the_patch_and_few_show_it_as_well_as_they_can()
    {
        using var scope = NewDisposeScope();
        var (all, patches) = Random(Numbers);
        using var whole = new PrincipalComponents(new PatchGrid(3, 4, 4), all);
        var some = patches[..32].view(2, 16, Numbers).to(ScalarType.Float32);
        Assert.True(whole.Picture(whole.Truth(some)).allclose(some, atol: 1e-5));
        using var few = new PrincipalComponents(new PatchGrid(3, 4, 4), Random(6).Components);
        var every = patches.view(1, 2000, Numbers);
        var error = (few.Picture(few.Truth(every)).to(ScalarType.Float64) - every).square().sum(-1).mean().item<double>();
        Assert.Equal(all.Variances.Skip(6).Sum(), error, 1e-3 * error);
    }

    [Theory]
    [InlineData("simmim")]
    [InlineData("mae")]
    [InlineData("mff")]
    public void Loss_is_the_mean_squared_error_of_coefficients_counted_one_by_one(string method)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (components, _) = Random(5);
        using var model = Settings(method, Write(folder, components)).CreateModel();
        var images = randn(2, 3, 16, 16);
        var mask = KeptPatches.Mask(KeptPatches.ByNoise(rand(2, 16), 4), 16).view(2, 4, 4);
        var (patches, predicted) = Predicted(model, images, mask);
        float[] x = patches.data<float>().ToArray(), y = predicted.data<float>().ToArray();
        var flags = mask.data<long>().ToArray();
        double sum = 0, count = 0;
        for (var place = 0; place < 32; place++)
        {
            if (flags[place] == 0) continue;
            for (var k = 0; k < 5; k++, count++)
            {
                double truth = 0;
                for (var i = 0; i < Numbers; i++) truth += (x[place * Numbers + i] - components.Mean[i]) * components.Directions[k * Numbers + i];
                sum += Math.Pow(truth - y[place * 5 + k], 2);
            }
        }
        Assert.Equal(sum / count, model.call(images, mask).item<float>(), 1e-4 * sum / count);
        Assert.Equal([2L, 3, 16, 16], model.Reconstruct(images, mask).shape);
    }

    [Fact]
    public void Gradients_are_slopes()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var test = new TargetCase(Settings("simmim", Write(folder, Random(5).Components)), ScalarType.Float64);
        test.AssertGradientsAreSlopes();
    }

    [Fact]
    public void One_batch_is_learned_by_heart()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var test = new TargetCase(Settings("simmim", Write(folder, Random(5).Components)));
        test.AssertLearnsByHeart();
    }

    [Fact]
    public void A_file_is_read_as_it_was_written_and_refused_when_it_is_something_else()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (components, _) = Random(4);
        var path = Write(folder, components);
        var read = PatchComponents.Load(path);
        Assert.Equal(components.Directions, read.Directions);
        Assert.Equal(components.Mean, read.Mean);
        Assert.Equal(components.Variances, read.Variances);

        Refused("no file", folder["missing"]);
        Refused("no components of patches", Changed(folder, path, (tensors, about) => about["format"] = "other"));
        Refused("finite \"mean\"", Changed(folder, path, (tensors, about) => tensors["mean"] = tensors["mean"] / 0.0));
        Refused("finite \"variances\"", Changed(folder, path, (tensors, about) => tensors.Remove("variances")));
        Refused("finite \"directions\" of 2 dimensions", Changed(folder, path, (tensors, about) => tensors["directions"] = tensors["directions"].flatten()));
        Refused("its directions [4, 47]", Changed(folder, path, (tensors, about) => tensors["directions"] = tensors["directions"][.., ..47]));
        Refused("right angles", Changed(folder, path, (tensors, about) => tensors["directions"] = tensors["directions"] * 2));
        Refused("float64", Changed(folder, path, (tensors, about) => tensors["directions"] = tensors["directions"].to(ScalarType.Float32)));
        var bytes = File.ReadAllBytes(path);
        var random = new Random(4);
        for (var i = 0; i < 500; i++)
        {
            var other = bytes[..(i % 2 == 0 ? bytes.Length : random.Next(bytes.Length))].ToArray();
            for (var n = 0; n < 3 && other.Length > 0; n++) other[random.Next(Math.Min(other.Length, 900))] = (byte)random.Next(256);
            File.WriteAllBytes(folder["damaged"], other);
            try { PatchComponents.Load(folder["damaged"]); }
            catch (UserError) { }
        }

        void Refused(string words, string file) => Assert.Contains(words, Assert.Throws<UserError>(() => PatchComponents.Load(file)).Message);
    }

    [Fact]
    public void Settings_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var path = Write(folder, Random(4).Components);
        string Message(Func<ModelSettings, ModelSettings> change, string method = "mae") =>
            Assert.Throws<UserError>(() => change(Settings(method, path)).CreateModel()).Message;
        Assert.Contains("4 components of 48 numbers in the normalisation imagenet, but this model needs 5", Message(model => model with { Components = 5 }));
        Assert.Contains("model.components must be from 1 to 48", Message(model => model with { Components = 49 }));
        Assert.Contains("model.componentFile is given, but model.target is \"pixels\"", Message(model => model with { Target = "pixels" }));
        Assert.Contains("model.normalisedPatches is true", Message(model => model with { NormalisedPatches = true }));
        Assert.Contains("model.loss is \"l2\"", Message(model => model with { Loss = "l2" }, "simmim"));
        Assert.Contains("needs a file of components", Message(model => model with { ComponentFile = null }));
    }

    private static ModelSettings Settings(string method, string file) => (method == "simmim" ? TinyModel.Vit : TinyModel.Mae with { Method = method }) with
    {
        Target = "components",
        Components = PatchComponents.Load(file).Count,
        ComponentFile = file,
    };

    private static (Tensor Patches, Tensor Predicted) Predicted(MaskedImageModel model, Tensor images, Tensor mask)
    {
        if (model is SimMim simmim)
        {
            var all = simmim.Encoder.Patchify(images);
            return (all, simmim.Decode(simmim.Encode(all, mask)).contiguous());
        }
        var mae = (Mae)model;
        var (patches, kept) = (mae.Encoder.Patchify(images), KeptPatches.Of(mask));
        return (patches, mae.Decode(mae.Encode(patches, kept), kept).contiguous());
    }

    private static string Changed(TemporaryFolder folder, string path, Action<Dictionary<string, Tensor>, Dictionary<string, string>> change)
    {
        using var file = SafeTensors.Read(path);
        var (tensors, about) = (file.Tensors.ToDictionary(), file.Metadata.ToDictionary());
        change(tensors, about);
        SafeTensors.Write(folder["changed"], tensors.ToDictionary(t => t.Key, t => t.Value.contiguous()), about);
        return folder["changed"];
    }
}
