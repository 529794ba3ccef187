using System.ComponentModel;
using System.Diagnostics;
using TorchSharp;

namespace MimLab.Runner;

/// <summary>The device that trains: chosen from a word, and named for records.</summary>
public static class Accelerator
{
    /// <summary>
    /// The device named <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; null means CUDA where there is one, else the CPU.
    /// </summary>
    /// <exception cref="UserError">The word is neither, or there is no such device.</exception>
    public static torch.Device Choose(string? word)
    {
        if (word is "cpu") return torch.CPU;
        if (word is null) return torch.cuda.is_available() ? torch.CUDA : torch.CPU;
        var parts = word.Split(':');
        var index = 0;
        if (parts[0] != "cuda" || parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], out index)))
            throw new UserError($"There is no device '{word}': use cpu, cuda or cuda:N.");
        if (!torch.cuda.is_available())
            throw new UserError("There is no CUDA device, or libtorch was built without CUDA: use --device cpu, or see 'mim doctor'.");
        if (index < 0 || index >= torch.cuda.device_count())
            throw new UserError($"There is no device cuda:{index}: this machine has {torch.cuda.device_count()}.");
        return new torch.Device(DeviceType.CUDA, index);
    }

    /// <summary><c>cpu</c>, or the GPU's model name.</summary>
    public static string Name(torch.Device device) => device.type == DeviceType.CPU ? "cpu" : GpuName(Math.Max(0, device.index)) ?? device.ToString();

    /// <summary>The model name of a GPU as its driver's tool says it; null without the tool.</summary>
    public static string? GpuName(int index)
    {
        try
        {
            using var tool = Process.Start(new ProcessStartInfo("nvidia-smi", $"--query-gpu=name --format=csv,noheader --id={index}")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            var name = tool?.StandardOutput.ReadToEnd().Trim();
            tool?.WaitForExit();
            return tool?.ExitCode == 0 && !string.IsNullOrEmpty(name) ? name : null;
        }
        catch (Win32Exception)
        {
            return null; // the tool is not installed
        }
    }
}
