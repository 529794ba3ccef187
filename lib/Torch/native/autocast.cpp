// Automatic mixed precision, whose C++ interface changed in libtorch 2.4.
#include "mimtorch.h"

#include <ATen/autocast_mode.h>
#include <torch/library.h>

namespace {

struct State {
    bool enabled;
    at::ScalarType dtype;
};

State current(bool cuda) {
#if MIM_TORCH_AT_LEAST(2, 4)
    const auto device = cuda ? at::kCUDA : at::kCPU;
    return {at::autocast::is_autocast_enabled(device), at::autocast::get_autocast_dtype(device)};
#else
    return cuda ? State{at::autocast::is_enabled(), at::autocast::get_autocast_gpu_dtype()}
                : State{at::autocast::is_cpu_enabled(), at::autocast::get_autocast_cpu_dtype()};
#endif
}

State exchange(bool cuda, State wanted) {
    const State before = current(cuda);
#if MIM_TORCH_AT_LEAST(2, 4)
    const auto device = cuda ? at::kCUDA : at::kCPU;
    at::autocast::set_autocast_enabled(device, wanted.enabled);
    at::autocast::set_autocast_dtype(device, wanted.dtype);
#else
    if (cuda) {
        at::autocast::set_enabled(wanted.enabled);
        at::autocast::set_autocast_gpu_dtype(wanted.dtype);
    } else {
        at::autocast::set_cpu_enabled(wanted.enabled);
        at::autocast::set_autocast_cpu_dtype(wanted.dtype);
    }
#endif
    return before;
}

// CPU autocast leaves layer_norm out: libtorch 1.13's then refuses bfloat16 input with float32 weights, later ones
// stay in bfloat16. CUDA's autocast runs it in float32, so do we, on every version.
at::Tensor layer_norm_in_float(const at::Tensor& input, at::IntArrayRef shape, const c10::optional<at::Tensor>& weight,
                               const c10::optional<at::Tensor>& bias, double eps, bool cudnn) {
    c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::DispatchKey::AutocastCPU);
    const auto cast = [](const at::Tensor& tensor) { return at::autocast::cached_cast(at::kFloat, tensor, c10::DeviceType::CPU); };
    const auto cast_optional = [&](const c10::optional<at::Tensor>& tensor) {
        return tensor.has_value() && tensor->defined() ? c10::optional<at::Tensor>(cast(*tensor)) : c10::optional<at::Tensor>();
    };
    return at::layer_norm(cast(input), shape, cast_optional(weight), cast_optional(bias), eps, cudnn);
}

TORCH_LIBRARY_IMPL(aten, AutocastCPU, m) { m.impl("layer_norm", TORCH_FN(layer_norm_in_float)); }

}  // namespace

// Whether autocast is on for a device type, and its type: what mim_autocast_enter takes to bring it back.
MIM_EXPORT void mim_autocast_state(int32_t cuda, int32_t* state) {
    const State now = current(cuda != 0);
    state[0] = now.enabled;
    state[1] = static_cast<int32_t>(now.dtype);
}

// Turns autocast on (or off) for a device type; `before` receives what mim_autocast_leave needs.
MIM_EXPORT int32_t mim_autocast_enter(int32_t cuda, int32_t enabled, int32_t dtype, int32_t* before) {
    return mim::guarded([&] {
        const State old = exchange(cuda != 0, {enabled != 0, static_cast<at::ScalarType>(dtype)});
        before[0] = old.enabled;
        before[1] = static_cast<int32_t>(old.dtype);
        at::autocast::increment_nesting();
    });
}

// The outermost scope drops the cached low-precision copies of the weights: the optimizer is about to change them.
MIM_EXPORT int32_t mim_autocast_leave(int32_t cuda, const int32_t* before) {
    return mim::guarded([&] {
        if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
        exchange(cuda != 0, {before[0] != 0, static_cast<at::ScalarType>(before[1])});
    });
}
