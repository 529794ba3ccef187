using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace MimLab.Torch.Tests.NN;

/// <summary>A program as TorchSharp's users write them compiles and learns, unchanged.</summary>
public sealed class ProgramTests
{
    [Fact]
    public void A_small_image_classifier_learns_its_batch()
    {
        using var outer = NewDisposeScope();
        using var generator = new Generator(5);
        var data = rand([16, 1, 12, 12], generator: generator);
        var target = arange(16, dtype: ScalarType.Int64).remainder(4);
        using var model = new Network("model");
        var optimizer = optim.Adam(model.parameters(), lr: 1e-2);
        var scheduler = optim.lr_scheduler.StepLR(optimizer, 20, 0.7);
        var loss = NLLLoss();
        var curve = new List<float>();
        model.train();
        for (int step = 0; step < 40; step++)
        {
            using var d = NewDisposeScope();
            optimizer.zero_grad();
            var output = loss.call(model.call(data), target);
            output.backward();
            optimizer.step();
            scheduler.step();
            curve.Add(output.ToSingle());
            d.DisposeEverything();
        }
        model.eval();
        Assert.InRange(curve[^1], 0, curve[0] / 2);
        Assert.Equal(1e-2 * 0.7 * 0.7, optimizer.ParamGroups.First().LearningRate, 1e-9);

        using var _ = no_grad();
        var answers = model.call(data[.., .., 0.., TensorIndex.Ellipsis]).argmax(1);
        Assert.InRange(answers.eq(target).sum().ToInt32(), 12, 16);
        var other = new Network("other");
        var (missing, unexpected) = other.load_state_dict(model.state_dict());
        Assert.Empty(missing.Concat(unexpected));
        other.eval();
        Assert.True(other.call(data).allclose(model.call(data)));
        Assert.Equal(["conv.weight", "conv.bias", "head.fc.weight", "head.fc.bias"],
            model.named_parameters().Select(p => p.name));
    }

    private sealed class Network : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> conv = Conv2d(1, 8, 3);
        private readonly Module<Tensor, Tensor> pool = MaxPool2d(kernel_size: [2, 2]);
        private readonly Module<Tensor, Tensor> head = Sequential(("flatten", Flatten()), ("drop", Dropout(0.05)), ("fc", Linear(200, 4)), ("log", LogSoftmax(1)));

        public Network(string name) : base(name) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return head.call(pool.call(relu(conv.call(input)))).MoveToOuterDisposeScope();
        }
    }
}
