// Gradients: recording modes, backward, grad, and the tensor facts that belong to them.
#include "mimtorch.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

namespace {

// A null handle stands for an undefined tensor: "no gradient given".
std::vector<at::Tensor> list_of(void* const* handles, int32_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int32_t i = 0; i < count; ++i) tensors.push_back(mim::borrow(handles[i]));
    return tensors;
}

}  // namespace

MIM_EXPORT int32_t mim_grad_enabled() { return c10::GradMode::is_enabled(); }
MIM_EXPORT void mim_set_grad_enabled(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

MIM_EXPORT int32_t mim_inference_enabled() { return c10::InferenceMode::is_enabled(); }
MIM_EXPORT void* mim_inference_enter(int32_t enabled) {
    return mim::guarded<void*>(nullptr, [&]() -> void* { return new c10::InferenceMode(enabled != 0); });
}
MIM_EXPORT void mim_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

MIM_EXPORT int32_t mim_anomaly_mode() {
    return torch::autograd::AnomalyMode::is_enabled();
}
MIM_EXPORT int32_t mim_set_anomaly_mode(int32_t enabled, int32_t check_nan) {
    return mim::guarded([&] { torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0); });
}

MIM_EXPORT int32_t mim_set_requires_grad(void* handle, int32_t value) {
    return mim::guarded([&] { mim::borrow(handle).set_requires_grad(value != 0); });
}

MIM_EXPORT int32_t mim_retain_grad(void* handle) {
    return mim::guarded([&] { mim::borrow(handle).retain_grad(); });
}

MIM_EXPORT int32_t mim_grad(void* handle, mim::Slot* result) {
    return mim::guarded([&] {
        at::Tensor gradient = mim::borrow(handle).grad();
        mim::put(*result, std::move(gradient));
    });
}

MIM_EXPORT int32_t mim_set_grad(void* handle, void* gradient) {
    return mim::guarded([&] { mim::borrow(handle).mutable_grad() = mim::borrow(gradient); });
}

// Replaces what the tensor refers to (storage, shape, device) and keeps its identity: `tensor.data = source`.
MIM_EXPORT int32_t mim_set_data(void* handle, void* source) {
    return mim::guarded([&] { mim::borrow(handle).set_data(mim::borrow(source)); });
}

MIM_EXPORT int32_t mim_backward(void* const* tensors, int32_t count, void* const* gradients, int32_t gradient_count, int32_t retain,
                                int32_t create, void* const* inputs, int32_t input_count) {
    return mim::guarded([&] {
        auto seeds = list_of(gradients, gradient_count);
        if (gradient_count == 0) seeds.resize(count);
        torch::autograd::backward(list_of(tensors, count), seeds, retain != 0, create != 0, list_of(inputs, input_count));
    });
}

// `results` has room for input_count gradients; an unused input answers None.
MIM_EXPORT int32_t mim_gradients(void* const* outputs, int32_t output_count, void* const* inputs, int32_t input_count,
                                 void* const* gradients, int32_t gradient_count, int32_t retain, int32_t create, int32_t allow_unused,
                                 mim::Slot* results) {
    return mim::guarded([&] {
        auto seeds = list_of(gradients, gradient_count);
        if (gradient_count == 0) seeds.resize(output_count);
        auto found = torch::autograd::grad(list_of(outputs, output_count), list_of(inputs, input_count), seeds, retain != 0, create != 0,
                                           allow_unused != 0);
        for (size_t i = 0; i < found.size(); ++i) mim::put(results[i], std::move(found[i]));
    });
}
