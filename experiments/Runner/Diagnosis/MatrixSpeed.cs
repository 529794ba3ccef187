using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Runner.Diagnosis;

/// <summary>Measures the speed of matrix products, which is what training speed hangs on.</summary>
internal static class MatrixSpeed
{
    /// <summary>Best GFLOP/s of square products within about half a second.</summary>
    public static double Measure(Device device, ScalarType type)
    {
        var side = device.type == DeviceType.CPU ? 1024 : 4096;
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var left = rand(side, side, device: device).to(type); // [side, side]
        var right = rand(side, side, device: device).to(type); // [side, side]
        var best = double.MaxValue;
        var whole = Stopwatch.StartNew();
        for (var i = 0; i < 3 || whole.Elapsed.TotalSeconds < 0.5; i++)
        {
            var watch = Stopwatch.StartNew();
            using var product = left.matmul(right);
            if (device.type != DeviceType.CPU) torch.cuda.synchronize();
            if (i > 0) best = Math.Min(best, watch.Elapsed.TotalSeconds); // the first one sets up threads and buffers
            if (whole.Elapsed.TotalSeconds > 10) break;
        }
        return 2.0 * side * side * side / best / 1e9;
    }
}
