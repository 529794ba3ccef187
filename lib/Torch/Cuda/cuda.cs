namespace TorchSharp;

public static partial class torch
{
    /// <summary>CUDA devices.</summary>
    public static partial class cuda
    {
        public static bool is_available() => device_count() > 0;
        public static bool is_cudnn_available() => is_available() && Aten.cudnn_is_acceptable.Exists;
        public static int device_count() => NativeMethods.mim_cuda_device_count();

        /// <summary>Seeds every CUDA device.</summary>
        public static void manual_seed_all(long seed)
        {
            for (int i = 0; i < device_count(); i++) Seed(i, seed);
        }

        /// <summary>Seeds the current CUDA device.</summary>
        public static void manual_seed(long seed) => Seed(-1, seed);

        /// <summary>Waits until the device's current stream has done everything asked of it.</summary>
        public static void synchronize(Device? device = null) =>
            NativeMethods.Check(NativeMethods.mim_cuda_synchronize(device?.index ?? -1), "cuda.synchronize");

        private static void Seed(int index, long seed)
        {
            using var generator = Generator.DefaultFor(new Device(DeviceType.CUDA, index));
            generator.manual_seed(seed);
        }
    }

    public static bool cuda_is_available() => cuda.is_available();
    public static bool mps_is_available() => false;
}
