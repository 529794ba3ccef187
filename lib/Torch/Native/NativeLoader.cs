using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>Finds the shim: the file named by MIMLAB_NATIVE, else libmimtorch.so beside this assembly.</summary>
internal static class NativeLoader
{
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != "mimtorch") return 0;
        string path = Environment.GetEnvironmentVariable("MIMLAB_NATIVE") is { Length: > 0 } named
            ? named
            : Path.Combine(Path.GetDirectoryName(assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory, "libmimtorch.so");
        if (!File.Exists(path))
            throw new DllNotFoundException($"The tensor engine's native library is missing ({path}): run environment/mim setup, or name the file in MIMLAB_NATIVE.");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException($"The tensor engine's native library {path} does not load, probably because its libtorch moved: run environment/mim setup. ({e.Message})", e);
        }
    }
}
