using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace MimLab.Torch.Tests.NN;

/// <summary>
/// Functions and modules against PyTorch's outputs and gradients; golden.py beside this file wrote the numbers.
/// </summary>
public class GoldenTests
{
    private static readonly JsonElement Golden = ReadGolden();
    private static readonly long[] X = [2, 3, 4], Image = [1, 4, 4, 4], Q = [1, 2, 3, 4];
    private static readonly Dictionary<string, (long[][] Shapes, Func<Tensor[], Tensor> Body)> Functions = new()
    {
        ["relu"] = ([X], t => F.relu(t[0])),
        ["gelu"] = ([X], t => F.gelu(t[0])),
        ["gelu tanh"] = ([X], t => F.gelu(t[0], TorchSharp.Modules.GELU.Approximate.tanh)),
        ["silu"] = ([X], t => F.silu(t[0])),
        ["sigmoid"] = ([X], t => F.sigmoid(t[0])),
        ["tanh"] = ([X], t => F.tanh(t[0])),
        ["leaky_relu"] = ([X], t => F.leaky_relu(t[0], 0.2)),
        ["mish"] = ([X], t => F.mish(t[0])),
        ["hardswish"] = ([X], t => F.hardswish(t[0])),
        ["softplus"] = ([X], t => F.softplus(t[0])),
        ["logsigmoid"] = ([X], t => F.logsigmoid(t[0])),
        ["softmax"] = ([X], t => F.softmax(t[0], 1)),
        ["log_softmax"] = ([X], t => F.log_softmax(t[0], -1)),
        ["linear"] = ([X, [5, 4], [5]], t => F.linear(t[0], t[1], t[2])),
        ["linear without bias"] = ([X, [5, 4]], t => F.linear(t[0], t[1])),
        ["conv2d"] = ([Image, [2, 4, 3, 3], [2]], t => F.conv2d(t[0], t[1], t[2], strides: [2, 2], padding: [1, 1])),
        ["conv2d groups"] = ([Image, [2, 2, 2, 2]], t => F.conv2d(t[0], t[1], groups: 2, dilation: [2, 2])),
        ["conv2d same"] = ([Image, [2, 4, 3, 3]], t => F.conv2d_padding(t[0], t[1], padding: Padding.Same)),
        ["conv_transpose2d"] = ([[1, 4, 2, 2], [4, 2, 3, 3], [2]],
            t => F.conv_transpose2d(t[0], t[1], t[2], strides: [2, 2], padding: [1, 1], output_padding: [1, 1])),
        ["layer_norm"] = ([X, [4], [4]], t => F.layer_norm(t[0], [4], t[1], t[2], 1e-6)),
        ["batch_norm"] = ([X, [3], [3]], t => F.batch_norm(t[0], null, null, t[1], t[2], training: true)),
        ["group_norm"] = ([Image, [4], [4]], t => F.group_norm(t[0], 2, t[1], t[2])),
        ["normalize"] = ([X], t => F.normalize(t[0], dim: -1)),
        ["cosine_similarity"] = ([X, X], t => F.cosine_similarity(t[0], t[1], -1)),
        ["cross_entropy"] = ([[3, 4]], t => F.cross_entropy(t[0], Classes())),
        ["cross_entropy smoothed"] = ([[3, 4]], t => F.cross_entropy(t[0], Classes(), label_smoothing: 0.1)),
        ["cross_entropy ignoring"] = ([[3, 4]], t => F.cross_entropy(t[0], Classes(), ignore_index: 0, reduction: Reduction.Sum)),
        ["cross_entropy soft"] = ([[3, 4], [3, 4]], t => F.cross_entropy(t[0], F.softmax(t[1], 1).detach() + 0 * t[1])),
        ["nll_loss"] = ([[3, 4]], t => F.nll_loss(F.log_softmax(t[0], 1), Classes(), reduction: Reduction.None)),
        ["l1_loss"] = ([X, X], t => F.l1_loss(t[0], t[1])),
        ["mse_loss"] = ([X, X], t => F.mse_loss(t[0], t[1], Reduction.None)),
        ["smooth_l1_loss"] = ([X, X], t => F.smooth_l1_loss(t[0], t[1], beta: 0.4)),
        ["huber_loss"] = ([X, X], t => F.huber_loss(t[0], t[1], delta: 0.4, reduction: Reduction.Sum)),
        ["binary_cross_entropy_with_logits"] = ([X, X], t => F.binary_cross_entropy_with_logits(t[0], sigmoid(t[1]))),
        ["binary_cross_entropy"] = ([X, X], t => F.binary_cross_entropy(sigmoid(t[0]), sigmoid(t[1]).detach() + 0 * t[1])),
        ["kl_div"] = ([X, X], t => F.kl_div(F.log_softmax(t[0], -1), F.log_softmax(t[1], -1), reduction: Reduction.Sum)),
        ["pad"] = ([Image], t => F.pad(t[0], (1, 0, 2, 1), value: 0.5)),
        ["pad reflect"] = ([Image], t => F.pad(t[0], new long[] { 1, 2, 1, 0 }, PaddingModes.Reflect)),
        ["unfold"] = ([Image], t => F.unfold(t[0], (2, 3), padding: (0, 1), stride: (2, 2))),
        ["fold"] = ([[1, 8, 4]], t => F.fold(t[0], 4, 2, stride: 2)),
        ["pixel_shuffle"] = ([[1, 4, 2, 3]], t => F.pixel_shuffle(t[0], 2)),
        ["pixel_unshuffle"] = ([[1, 1, 4, 6]], t => F.pixel_unshuffle(t[0], 2)),
        ["avg_pool2d"] = ([Image], t => F.avg_pool2d(t[0], 3, stride: 2, padding: 1, count_include_pad: false)),
        ["max_pool2d"] = ([Image], t => F.max_pool2d(t[0], 3, stride: 1, padding: 1)),
        ["adaptive_avg_pool2d"] = ([Image], t => F.adaptive_avg_pool2d(t[0], (2, 1))),
        ["interpolate nearest"] = ([Image], t => F.interpolate(t[0], scale_factor: [2])),
        ["interpolate bilinear"] = ([Image], t => F.interpolate(t[0], [3, 5], mode: InterpolationMode.Bilinear)),
        ["interpolate bicubic"] = ([Image], t => F.interpolate(t[0], [6, 6], mode: InterpolationMode.Bicubic, align_corners: true)),
        ["interpolate antialias"] = ([Image], t => F.interpolate(t[0], [2, 3], mode: InterpolationMode.Bicubic, antialias: true)),
        ["interpolate area"] = ([Image], t => F.interpolate(t[0], scale_factor: [0.5], mode: InterpolationMode.Area)),
        ["interpolate linear"] = ([[1, 2, 5]], t => F.interpolate(t[0], [3], mode: InterpolationMode.Linear)),
        ["grid_sample"] = ([Image, [1, 2, 3, 2]], t => F.grid_sample(t[0], t[1], padding_mode: GridSamplePaddingMode.Border)),
        ["grid_sample nearest"] = ([Image, [1, 2, 3, 2]],
            t => F.grid_sample(t[0], t[1], GridSampleMode.Nearest, GridSamplePaddingMode.Reflection, align_corners: true)),
        ["attention"] = ([Q, Q, Q], t => F.scaled_dot_product_attention(t[0], t[1], t[2])),
        ["attention causal"] = ([Q, Q, Q], t => F.scaled_dot_product_attention(t[0], t[1], t[2], is_casual: true)),
        ["attention biased"] = ([Q, Q, Q, [2, 3, 3]], t => F.scaled_dot_product_attention(t[0], t[1], t[2], t[3])),
        ["attention masked"] = ([Q, Q, Q], t => F.scaled_dot_product_attention(t[0], t[1], t[2], ones(3, 3).tril().eq(1))),
    };

    private static readonly Dictionary<string, (long[] Shape, Func<Module<Tensor, Tensor>> Build)> Modules = new()
    {
        ["Linear"] = (X, () => Linear(4, 2)),
        ["Conv2d"] = (Image, () => Conv2d(4, 2, 2, stride: 2)),
        ["Conv2d reflect"] = (Image, () => Conv2d(4, 2, 3, padding: 1, padding_mode: PaddingModes.Reflect)),
        ["Conv2d same replicate"] = (Image, () => Conv2d(4, 2, (2, 3), Padding.Same, padding_mode: PaddingModes.Replicate)),
        ["ConvTranspose2d"] = ([1, 4, 2, 2], () => ConvTranspose2d(4, 2, 2, stride: 2)),
        ["LayerNorm"] = (X, () => LayerNorm([3, 4])),
        ["GroupNorm"] = (Image, () => GroupNorm(2, 4)),
        ["BatchNorm1d"] = (X, () => BatchNorm1d(3)),
        ["BatchNorm2d"] = (Image, () => BatchNorm2d(4)),
        ["BatchNorm1d plain"] = ([5, 3], () => BatchNorm1d(3, affine: false, track_running_stats: false)),
        ["GELU"] = (X, () => GELU()),
        ["Softmax"] = (X, () => Softmax(1)),
        ["LogSoftmax"] = (X, () => LogSoftmax(-1)),
        ["Flatten"] = (X, () => Flatten()),
        ["Unflatten"] = (X, () => Unflatten(2, [2, 2])),
        ["PixelShuffle"] = (Image, () => PixelShuffle(2)),
        ["PixelUnshuffle"] = (Image, () => PixelUnshuffle(2)),
        ["AvgPool2d"] = (Image, () => AvgPool2d(2)),
        ["MaxPool2d"] = (Image, () => MaxPool2d(2)),
        ["AdaptiveAvgPool2d"] = (Image, () => AdaptiveAvgPool2d(1)),
        ["Upsample"] = (Image, () => Upsample(scale_factor: [2], mode: UpsampleMode.Bilinear, align_corners: false)),
        ["Unfold"] = (Image, () => Unfold(2, stride: 2)),
        ["Sequential"] = (X, () => Sequential(Linear(4, 6), GELU(), Dropout(0), Linear(6, 2), Identity(), Tanh())),
    };

    public static TheoryData<string> FunctionNames => [.. Functions.Keys];

    public static TheoryData<string> ModuleNames => [.. Modules.Keys];

    [Theory]
    [MemberData(nameof(FunctionNames))]
    public void A_function_and_its_gradients_equal_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var (shapes, body) = Functions[name];
        var inputs = shapes.Select((shape, i) => Wave(shape, i).requires_grad_()).ToArray();
        Compare(name, body(inputs), inputs);
    }

    [Theory]
    [MemberData(nameof(ModuleNames))]
    public void A_module_and_its_gradients_equal_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var (shape, build) = Modules[name];
        using var module = build();
        using (no_grad())
        {
            foreach (var (parameter, i) in module.parameters().Select((parameter, i) => (parameter, i)))
                parameter.copy_(Wave(parameter.shape, 10 + i));
        }
        var input = Wave(shape, 0).requires_grad_();
        Compare(name, module.call(input), [input, .. module.parameters()]);
    }

    [Fact]
    public void Every_golden_case_is_tested()
        => Assert.Equal(Golden.EnumerateObject().Select(entry => entry.Name).Order(), Functions.Keys.Concat(Modules.Keys).Order());

    internal static Tensor Wave(long[] shape, double seed)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        var values = Enumerable.Range(0, (int)count).Select(i => (float)Math.Sin(seed + 1.3 * i)).ToArray();
        return tensor(values, shape);
    }

    private static Tensor Classes() => tensor(new long[] { 2, 0, 1 });

    private static void Compare(string name, Tensor output, Tensor[] inputs)
    {
        var golden = Golden.GetProperty(name);
        Assert.Equal(Numbers<long>(golden.GetProperty("shape")), output.shape);
        Close(golden.GetProperty("output"), output, $"{name}: output");
        (output * Wave(output.shape, 99)).sum().backward();
        var gradients = golden.GetProperty("gradients").EnumerateArray().ToList();
        Assert.Equal(gradients.Count, inputs.Length);
        for (var i = 0; i < inputs.Length; i++) Close(gradients[i], inputs[i].grad!, $"{name}: gradient {i}");
    }

    private static void Close(JsonElement expected, Tensor actual, string what)
    {
        var wanted = Numbers<double>(expected);
        var got = actual.detach().contiguous().data<float>().ToArray();
        Assert.Equal(wanted.Length, got.Length);
        for (var i = 0; i < wanted.Length; i++)
            Assert.True(Math.Abs(wanted[i] - got[i]) <= 2e-5 * Math.Max(1, Math.Abs(wanted[i])), $"{what}[{i}] is {got[i]}, not {wanted[i]}");
    }

    private static T[] Numbers<T>(JsonElement list) => list.Deserialize<T[]>()!;

    private static JsonElement ReadGolden()
    {
        using var stream = typeof(GoldenTests).Assembly.GetManifestResourceStream("golden.json")!;
        return JsonDocument.Parse(stream).RootElement;
    }
}
