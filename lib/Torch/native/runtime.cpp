// The library itself: version, place, threads, devices, autocast.
#include "mimtorch.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>
#include <torch/library.h>

MIM_EXPORT const char* mim_version() { return TORCH_VERSION; }

// The file that at::get_num_threads was loaded from, which is libtorch_cpu.
MIM_EXPORT const char* mim_library_path() {
    Dl_info info;
    return dladdr(reinterpret_cast<void*>(&at::get_num_threads), &info) ? info.dli_fname : "";
}

MIM_EXPORT int32_t mim_threads() { return mim::guarded<int32_t>(-1, [] { return at::get_num_threads(); }); }
MIM_EXPORT int32_t mim_set_threads(int32_t count) { return mim::guarded([&] { at::set_num_threads(count); }); }
MIM_EXPORT int32_t mim_interop_threads() { return mim::guarded<int32_t>(-1, [] { return static_cast<int32_t>(at::get_num_interop_threads()); }); }
MIM_EXPORT int32_t mim_set_interop_threads(int32_t count) { return mim::guarded([&] { at::set_num_interop_threads(count); }); }

MIM_EXPORT int32_t mim_cuda_device_count() {
    return mim::guarded<int32_t>(0, [] {
        if (!c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA)) return 0;
        return static_cast<int32_t>(c10::impl::VirtualGuardImpl(c10::DeviceType::CUDA).deviceCount());
    });
}

// Waits for everything queued on the device's current stream.
MIM_EXPORT int32_t mim_cuda_synchronize(int32_t index) {
    return mim::guarded([&] {
        const c10::impl::VirtualGuardImpl guard(c10::DeviceType::CUDA);
        const c10::Device device = index < 0 ? guard.getDevice() : c10::Device(c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(index));
        guard.synchronizeStream(guard.getStream(device));
    });
}

enum class Switch : int32_t { MatmulTf32, CudnnTf32, CudnnBenchmark, Deterministic, FlashAttention, MathAttention };

MIM_EXPORT int32_t mim_get_switch(Switch which) {
    return mim::guarded<int32_t>(-1, [&]() -> int32_t {
        auto& context = at::globalContext();
        switch (which) {
            case Switch::MatmulTf32: return context.allowTF32CuBLAS();
            case Switch::CudnnTf32: return context.allowTF32CuDNN();
            case Switch::CudnnBenchmark: return context.benchmarkCuDNN();
            case Switch::Deterministic: return context.deterministicAlgorithms();
            case Switch::FlashAttention: return context.userEnabledFlashSDP();
            case Switch::MathAttention: return context.userEnabledMathSDP();
        }
        return 0;
    });
}

MIM_EXPORT int32_t mim_set_switch(Switch which, int32_t value, int32_t warn_only) {
    return mim::guarded([&] {
        auto& context = at::globalContext();
        switch (which) {
            case Switch::MatmulTf32: context.setAllowTF32CuBLAS(value != 0); break;
            case Switch::CudnnTf32: context.setAllowTF32CuDNN(value != 0); break;
            case Switch::CudnnBenchmark: context.setBenchmarkCuDNN(value != 0); break;
            case Switch::Deterministic: context.setDeterministicAlgorithms(value != 0, warn_only != 0); break;
            case Switch::FlashAttention: context.setSDPUseFlash(value != 0); break;
            case Switch::MathAttention: context.setSDPUseMath(value != 0); break;
        }
    });
}
