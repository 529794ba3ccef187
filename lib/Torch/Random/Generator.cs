namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers for one device.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        /// <summary>A generator of its own, seeded with <paramref name="seed"/>.</summary>
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            _handle = NativeMethods.Check(NativeMethods.mim_generator_new(this.device.Packed, seed), "Generator");
        }

        private Generator(nint handle, Device device) => (_handle, this.device) = (handle, device);

        ~Generator() => Dispose(false);

        /// <summary>The CPU generator that operations use when given none.</summary>
        public static Generator Default => DefaultFor(CPU);

        public Device device { get; }

        public IntPtr Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

        internal static Generator DefaultFor(Device device) =>
            new(NativeMethods.Check(NativeMethods.mim_generator_default(device.Packed), "Generator.Default"), device);

        public Generator manual_seed(long seed)
        {
            NativeMethods.Check(NativeMethods.mim_generator_set_seed(Handle, (ulong)seed), "manual_seed");
            return Kept(this);
        }

        /// <summary>Seeds from the system's entropy; the seed is returned.</summary>
        public long seed() => Kept((long)NativeMethods.mim_generator_reseed(Handle));

        public long initial_seed() => Kept((long)NativeMethods.mim_generator_seed(Handle));

        /// <summary>Everything that decides the numbers to come, as bytes.</summary>
        public unsafe Tensor get_state()
        {
            Slot slot;
            NativeMethods.Check(NativeMethods.mim_generator_get_state(Handle, &slot), "get_state");
            return Kept(Tensor.Adopt(in slot));
        }

        public void set_state(Tensor value)
        {
            NativeMethods.Check(NativeMethods.mim_generator_set_state(Handle, value.HandleFor("set_state")), $"set_state({value.Summary})");
            GC.KeepAlive(value);
            GC.KeepAlive(this);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _handle, 0) is var handle && handle != 0) NativeMethods.mim_generator_release(handle);
        }

        private T Kept<T>(T answer)
        {
            GC.KeepAlive(this);
            return answer;
        }
    }

    /// <summary>Seeds the default generators of every device.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);
    public static long initial_seed() => random.initial_seed();
    public static long seed() => random.seed();
    public static Tensor get_rng_state() => random.get_rng_state();
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    /// <summary>The default CPU generator.</summary>
    public static class random
    {
        /// <summary>Seeds the default generators of every device (TorchSharp: the CPU's only).</summary>
        public static Generator manual_seed(long seed)
        {
            NativeMethods.Check(NativeMethods.mim_manual_seed((ulong)seed), "manual_seed");
            return Generator.Default;
        }

        public static long initial_seed()
        {
            using var generator = Generator.Default;
            return generator.initial_seed();
        }

        public static long seed()
        {
            using var generator = Generator.Default;
            return generator.seed();
        }

        public static Tensor get_rng_state()
        {
            using var generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using var generator = Generator.Default;
            generator.set_state(new_state);
        }
    }
}
