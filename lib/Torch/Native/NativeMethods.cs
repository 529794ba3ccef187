using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]
[module: SkipLocalsInit]

namespace TorchSharp;

/// <summary>
/// The shim's exports. Every one catches what libtorch throws: a negative or null answer means <see cref="mim_error"/>.
/// </summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "mimtorch";

    static NativeMethods() => NativeLoader.Register();

    [LibraryImport(Library)] internal static partial byte* mim_error();
    [LibraryImport(Library)] internal static partial void mim_set_error(byte* message);
    [LibraryImport(Library)] internal static partial nint mim_operator(byte* name, byte* overload);
    [LibraryImport(Library)] internal static partial byte* mim_schema(nint op);
    [LibraryImport(Library)] internal static partial int mim_call(nint op, Slot* arguments, int count, Slot* results, int capacity);
    [LibraryImport(Library)] internal static partial void mim_rest(Slot* results);

    [LibraryImport(Library)] internal static partial void mim_release(nint tensor);
    [LibraryImport(Library)] internal static partial nint mim_retain(nint tensor);
    [LibraryImport(Library)] internal static partial long mim_dim(nint tensor);
    [LibraryImport(Library)] internal static partial int mim_sizes(nint tensor, long* sizes);
    [LibraryImport(Library)] internal static partial int mim_strides(nint tensor, long* strides);
    [LibraryImport(Library)] internal static partial long mim_size(nint tensor, long dimension);
    [LibraryImport(Library)] internal static partial long mim_numel(nint tensor);
    [LibraryImport(Library)] internal static partial int mim_dtype(nint tensor);
    [LibraryImport(Library)] internal static partial long mim_device(nint tensor);
    [LibraryImport(Library)] internal static partial int mim_flag(nint tensor, TensorFlag flag);
    [LibraryImport(Library)] internal static partial long mim_storage_offset(nint tensor);
    [LibraryImport(Library)] internal static partial long mim_own_bytes(nint tensor);
    [LibraryImport(Library)] internal static partial void* mim_data(nint tensor);
    [LibraryImport(Library)] internal static partial int mim_new(long* sizes, int count, int dtype, Slot* result);
    [LibraryImport(Library)]
    internal static partial int mim_from_memory(void* data, long* sizes, int count, int dtype, delegate* unmanaged<void*, void> freed, void* context, Slot* result);

    [LibraryImport(Library)] internal static partial int mim_add(nint left, nint right, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_sub(nint left, nint right, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_mul(nint left, nint right, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_div(nint left, nint right, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_with_number(int which, nint left, Slot* number, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_view(nint input, long* sizes, int count, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_reshape(nint input, long* sizes, int count, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_permute(nint input, long* order, int count, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_expand(nint input, long* sizes, int count, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_slice(nint input, long dim, long start, long end, long step, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_cat(nint* tensors, int count, long dim, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_stack(nint* tensors, int count, long dim, Slot* result);

    [LibraryImport(Library)] internal static partial int mim_grad_enabled();
    [LibraryImport(Library)] internal static partial void mim_set_grad_enabled(int enabled);
    [LibraryImport(Library)] internal static partial int mim_inference_enabled();
    [LibraryImport(Library)] internal static partial nint mim_inference_enter(int enabled);
    [LibraryImport(Library)] internal static partial void mim_inference_leave(nint guard);
    [LibraryImport(Library)] internal static partial int mim_anomaly_mode();
    [LibraryImport(Library)] internal static partial int mim_set_anomaly_mode(int enabled, int checkNan);
    [LibraryImport(Library)] internal static partial int mim_set_requires_grad(nint tensor, int value);
    [LibraryImport(Library)] internal static partial int mim_retain_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int mim_grad(nint tensor, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_set_grad(nint tensor, nint gradient);
    [LibraryImport(Library)] internal static partial int mim_set_data(nint tensor, nint source);
    [LibraryImport(Library)]
    internal static partial int mim_backward(nint* tensors, int count, nint* gradients, int gradientCount, int retain, int create, nint* inputs, int inputCount);
    [LibraryImport(Library)]
    internal static partial int mim_gradients(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* gradients, int gradientCount,
        int retain, int create, int allowUnused, Slot* results);
    [LibraryImport(Library)]
    internal static partial int mim_recompute(nint output, nint* variables, int count, int inputs, delegate* unmanaged<void*, void**, int, void*> rerun,
        delegate* unmanaged<void*, void> free, void* context, Slot* result);

    [LibraryImport(Library)] internal static partial nint mim_memory_enter();
    [LibraryImport(Library)] internal static partial long mim_memory_peak(nint watch);
    [LibraryImport(Library)] internal static partial void mim_memory_leave(nint watch);

    [LibraryImport(Library)] internal static partial nint mim_profile_enter(long capacity);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int mim_profile_part(nint profile, string name);
    [LibraryImport(Library)] internal static partial int mim_profile_stop(nint profile);
    [LibraryImport(Library)] internal static partial long mim_profile_rows(nint profile, ProfileRow* rows, long capacity);
    [LibraryImport(Library)] internal static partial long mim_profile_events(nint profile, ProfileEvent* events, long capacity);
    [LibraryImport(Library)] internal static partial long mim_profile_left_out(nint profile);
    [LibraryImport(Library)] internal static partial byte* mim_profile_text(nint profile, int number);
    [LibraryImport(Library)] internal static partial void mim_profile_free(nint profile);

    [LibraryImport(Library)] internal static partial nint mim_generator_default(long device);
    [LibraryImport(Library)] internal static partial nint mim_generator_new(long device, ulong seed);
    [LibraryImport(Library)] internal static partial void mim_generator_release(nint generator);
    [LibraryImport(Library)] internal static partial int mim_generator_set_seed(nint generator, ulong seed);
    [LibraryImport(Library)] internal static partial ulong mim_generator_seed(nint generator);
    [LibraryImport(Library)] internal static partial ulong mim_generator_reseed(nint generator);
    [LibraryImport(Library)] internal static partial int mim_generator_get_state(nint generator, Slot* result);
    [LibraryImport(Library)] internal static partial int mim_generator_set_state(nint generator, nint state);
    [LibraryImport(Library)] internal static partial int mim_manual_seed(ulong seed);

    [LibraryImport(Library)] internal static partial byte* mim_version();
    [LibraryImport(Library)] internal static partial byte* mim_library_path();
    [LibraryImport(Library)] internal static partial int mim_threads();
    [LibraryImport(Library)] internal static partial int mim_set_threads(int count);
    [LibraryImport(Library)] internal static partial int mim_interop_threads();
    [LibraryImport(Library)] internal static partial int mim_set_interop_threads(int count);
    [LibraryImport(Library)] internal static partial int mim_cuda_device_count();
    [LibraryImport(Library)] internal static partial int mim_cuda_synchronize(int index);
    [LibraryImport(Library)] internal static partial int mim_get_switch(NativeSwitch which);
    [LibraryImport(Library)] internal static partial int mim_set_switch(NativeSwitch which, int value, int warnOnly);
    [LibraryImport(Library)] internal static partial void mim_autocast_state(int cuda, int* state);
    [LibraryImport(Library)] internal static partial int mim_autocast_enter(int cuda, int enabled, int dtype, int* before);
    [LibraryImport(Library)] internal static partial int mim_autocast_leave(int cuda, int* before);

    /// <summary>This thread's last error message.</summary>
    internal static string LastError() => Marshal.PtrToStringUTF8((nint)mim_error()) ?? "";

    /// <summary>Throws what the shim reported for <paramref name="what"/> when <paramref name="status"/> is negative.</summary>
    internal static int Check(int status, string what) => status >= 0 ? status : throw new TorchException($"{what}: {LastError()}");

    /// <summary>Throws what the shim reported for <paramref name="what"/> when <paramref name="pointer"/> is null.</summary>
    internal static nint Check(nint pointer, string what) => pointer != 0 ? pointer : throw new TorchException($"{what}: {LastError()}");
}
