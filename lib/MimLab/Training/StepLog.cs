using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>
/// Losses and gradient norms of the last steps, kept on the device, so that a step never waits for the device:
/// they are read together every few steps, and a non-finite one is still named with its own step.
/// </summary>
internal sealed class StepLog : IDisposable
{
    private readonly Tensor losses; // [N]
    private readonly Tensor norms; // [N]
    private readonly Tensor[] lossAt; // N views, []
    private readonly Tensor[] normAt; // N views, []
    private readonly double[] rates;
    private int count;

    public StepLog(int capacity, Device device)
    {
        losses = zeros(capacity, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        norms = zeros(capacity, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        lossAt = [.. Enumerable.Range(0, capacity).Select(i => losses.select(0, i).DetachFromDisposeScope())];
        normAt = [.. Enumerable.Range(0, capacity).Select(i => norms.select(0, i).DetachFromDisposeScope())];
        rates = new double[capacity];
    }

    public int Count => count;

    /// <summary>Adds the part <paramref name="share"/> of a forward pass's loss to the step at hand.</summary>
    public void AddLoss(Tensor loss, double share)
    {
        using var value = loss.detach();
        lossAt[count].add_(value, share);
    }

    /// <summary>Ends the step at hand.</summary>
    public void EndStep(Tensor gradientNorm, double learningRate)
    {
        normAt[count].copy_(gradientNorm);
        rates[count++] = learningRate;
    }

    /// <summary>Waits for the device and returns the steps since the last <see cref="Clear"/>, oldest first.</summary>
    public (double Loss, double Norm, double Rate)[] Read()
    {
        using var scope = NewDisposeScope();
        var l = losses.cpu().data<float>().ToArray();
        var n = norms.cpu().data<float>().ToArray();
        return [.. Enumerable.Range(0, count).Select(i => ((double)l[i], (double)n[i], rates[i]))];
    }

    public void Clear()
    {
        using var a = no_grad();
        losses.zero_();
        count = 0;
    }

    /// <summary>Puts back steps that a checkpoint was written between.</summary>
    public void Restore(IReadOnlyList<(double Loss, double Norm, double Rate)> steps)
    {
        Clear();
        foreach (var (loss, norm, rate) in steps)
        {
            lossAt[count].fill_(loss);
            normAt[count].fill_(norm);
            rates[count++] = rate;
        }
    }

    public void Dispose()
    {
        foreach (var view in lossAt) view.Dispose();
        foreach (var view in normAt) view.Dispose();
        losses.Dispose();
        norms.Dispose();
    }
}
