using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MimLab.Data;
using MimLab.Results;
using MimLab.Runner.Display;
using TorchSharp;

namespace MimLab.Runner.Diagnosis;

/// <summary>Looks over the machine: what <c>mim doctor</c> prints.</summary>
public static class Examination
{
    private const double SlowPerThread = 12; // GFLOP/s; a reference BLAS reaches 1 to 3, OpenBLAS 30 and more
    private const long LowDisk = 5L << 30;

    /// <summary>Every check, in the order they should be read.</summary>
    /// <param name="folder">Where runs and data would be written.</param>
    public static IReadOnlyList<Finding> Run(string folder) =>
    [
        Runtime(), Libtorch(), .. Matrices(), Threads(), Cuda(), Vips(), Disk(folder),
    ];

    private static Finding Runtime()
    {
        var sdk = Output("dotnet", "--version");
        var text = $"{RuntimeInformation.FrameworkDescription}, SDK {sdk ?? "not found"}";
        return sdk is null
            ? new(".NET", true, text, "Without the SDK this program runs, but cannot be rebuilt.")
            : new(".NET", true, text);
    }

    private static Finding Libtorch()
    {
        var found = Engine.LibtorchPath.Length > 0;
        return new("libtorch", found, $"{Engine.LibtorchVersion}, {(found ? Engine.LibtorchPath : "path unknown")}, engine {Engine.Name}",
            found ? "" : "libtorch_cpu is not among the loaded libraries: run environment/mim setup.");
    }

    private static IEnumerable<Finding> Matrices()
    {
        var speed = MatrixSpeed.Measure(torch.CPU, torch.ScalarType.Float32);
        var (name, fast) = LoadedLibraries.Blas(LoadedLibraries.All());
        var quick = speed >= SlowPerThread * Engine.Threads;
        yield return new("BLAS", fast && quick, $"{name}, {Speed(speed)} in fp32",
            fast && quick ? "" : "Matrix products are slow: install libopenblas0-openmp and select it (environment/mim setup does both), and see that nothing else uses the cores.");
        if (!Engine.SupportsBFloat16Matmul(torch.CPU))
        {
            yield return new("bf16", true, "not in this processor's hardware, or not in this libtorch", "Recipes with precision \"auto\" train in fp32 here.");
            yield break;
        }
        var half = MatrixSpeed.Measure(torch.CPU, torch.ScalarType.BFloat16);
        yield return new("bf16", half > speed, $"supported, {Speed(half)}", half > speed ? "" : "bf16 is no faster than fp32 here: set \"precision\": \"fp32\" in recipes.");
    }

    private static Finding Threads()
    {
        var (threads, cores) = (Engine.Threads, Environment.ProcessorCount);
        var machine = Machine.Collect();
        var text = $"{threads} for tensors on {Quantity.Count(cores, "logical core")} ({machine.Cpu}), {machine.MemoryBytes / (double)(1L << 30):0.0} GiB memory";
        return new("threads", threads <= cores, text, threads <= cores ? "" : $"More threads than cores slow each other down: set OMP_NUM_THREADS={cores}.");
    }

    private static Finding Cuda()
    {
        var gpu = Accelerator.GpuName(0);
        if (torch.cuda.is_available())
            return new("CUDA", true, $"{torch.cuda.device_count()} device(s), {gpu ?? "name unknown"}, {Speed(MatrixSpeed.Measure(torch.CUDA, torch.ScalarType.BFloat16))} in bf16");
        return gpu is null ? new("CUDA", true, "no device", "Training uses the CPU.")
            : new("CUDA", false, $"{gpu} is there, but this libtorch cannot use it", "Set LIBTORCH to a CUDA build of libtorch or to pip's torch folder, and run environment/mim setup.");
    }

    private static Finding Vips()
    {
        try
        {
            return new("libvips", true, ImageDecoder.LibraryVersion);
        }
        catch (UserError e)
        {
            return new("libvips", false, e.Message, "Image folders cannot be read without it: environment/mim setup installs it. Shapes and CIFAR-10 need no libvips.");
        }
    }

    private static Finding Disk(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing)!;
        var free = new DriveInfo(existing).AvailableFreeSpace;
        return new("disk", free >= LowDisk, $"{free / (double)(1L << 30):0.0} GiB free at {Workplace.Shown(folder)}",
            free >= LowDisk ? "" : "Checkpoints and data sets may not fit: make room, or name another folder with --out and --data.");
    }

    private static string Speed(double gigaflops) => string.Create(CultureInfo.InvariantCulture, $"{gigaflops:0} GFLOP/s");

    private static string? Output(string program, string arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            var text = process?.StandardOutput.ReadToEnd().Trim();
            process?.WaitForExit();
            return process?.ExitCode == 0 ? text : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
