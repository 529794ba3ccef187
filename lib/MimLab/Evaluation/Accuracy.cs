using MimLab.Data;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>How many images a classifier names rightly.</summary>
internal static class Accuracy
{
    /// <summary>Top-1 in percent over one pass of the loader; the model must be in evaluation mode.</summary>
    public static double Top1(nn.Module<Tensor, Tensor> model, Loader loader, Device device, Precision precision, Action<long>? told = null)
    {
        using var inference = inference_mode();
        using var right = zeros(1, dtype: ScalarType.Int64, device: device); // read once, at the end
        var seen = 0L;
        foreach (var batch in loader.Epoch(0))
        {
            using var owned = batch;
            using var scope = NewDisposeScope();
            using var lowered = precision.Scope(device);
            var answers = model.forward(batch.Images.to(device)).argmax(1); // [B]
            right.add_(answers.eq(batch.Labels.to(device)).sum());
            seen += batch.Count;
            told?.Invoke(seen);
        }
        return 100.0 * right.item<long>() / seen;
    }
}
