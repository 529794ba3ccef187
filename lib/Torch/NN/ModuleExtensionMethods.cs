namespace TorchSharp;

/// <summary>Moves and conversions of modules that return the module in its own type.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Moves the module to a device.</summary>
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module
        => (T)module._to(device.type, device.index, non_blocking);

    /// <summary>Moves the module to a device named as in "cpu" or "cuda:0".</summary>
    public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module
        => module.to(new torch.Device(device), non_blocking);

    /// <summary>Moves the module to a device.</summary>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module
        => (T)module._to(deviceType, deviceIndex, non_blocking);

    /// <summary>Converts the module's floating-point values to an element type.</summary>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module
        => (T)module._to(type, non_blocking);

    /// <summary>Moves the module to a device and its floating-point values to an element type.</summary>
    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module
        => (T)module._to(device, type, non_blocking);

    /// <summary>Moves the module to the device of a tensor and to its element type.</summary>
    public static T to<T>(this T module, torch.Tensor other, bool non_blocking = false) where T : torch.nn.Module
        => (T)module._to(other, non_blocking);

    /// <summary>Moves the module to the CPU.</summary>
    public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module
        => module.to(DeviceType.CPU, -1, non_blocking);

    /// <summary>Moves the module to a CUDA device, by default the current one.</summary>
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module
        => module.to(DeviceType.CUDA, deviceIndex, non_blocking);

    /// <summary>Converts the module to float32.</summary>
    public static T @float<T>(this T module, bool non_blocking = false) where T : torch.nn.Module
        => module.to(torch.ScalarType.Float32, non_blocking);

    /// <summary>Converts the module to float64.</summary>
    public static T @double<T>(this T module, bool non_blocking = false) where T : torch.nn.Module
        => module.to(torch.ScalarType.Float64, non_blocking);

    /// <summary>Converts the module to float16.</summary>
    public static T half<T>(this T module, bool non_blocking = false) where T : torch.nn.Module
        => module.to(torch.ScalarType.Float16, non_blocking);

    /// <summary>Converts the module to bfloat16.</summary>
    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : torch.nn.Module
        => module.to(torch.ScalarType.BFloat16, non_blocking);
}
