// Random number generators and their state.
#include "mimtorch.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/Generator.h>

namespace {

at::Generator generator_of(void* handle) {
    auto* impl = static_cast<c10::GeneratorImpl*>(handle);
    return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::unsafe_reclaim_from_nonowning(impl));
}

void* release(at::Generator generator) {
    auto* impl = generator.unsafeGetGeneratorImpl();
    c10::raw::intrusive_ptr::incref(impl);
    return impl;
}

at::Generator default_generator(int64_t device) {
    const auto where = mim::device_from(device);
    if (where.is_cuda()) at::globalContext().lazyInitCUDA();
    return at::globalContext().defaultGenerator(where);
}

}  // namespace

MIM_EXPORT void* mim_generator_default(int64_t device) {
    return mim::guarded<void*>(nullptr, [&] { return release(default_generator(device)); });
}

MIM_EXPORT void* mim_generator_new(int64_t device, uint64_t seed) {
    return mim::guarded<void*>(nullptr, [&] {
        if (mim::device_from(device).is_cpu()) return release(at::detail::createCPUGenerator(seed));
        at::Generator copy = default_generator(device).clone();
        copy.set_current_seed(seed);
        return release(copy);
    });
}

MIM_EXPORT void mim_generator_release(void* handle) {
    mim::guarded([&] { c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(static_cast<c10::GeneratorImpl*>(handle)); });
}

MIM_EXPORT int32_t mim_generator_set_seed(void* handle, uint64_t seed) {
    return mim::guarded([&] {
        auto generator = generator_of(handle);
        std::lock_guard<std::mutex> lock(generator.mutex());
        generator.set_current_seed(seed);
    });
}

MIM_EXPORT uint64_t mim_generator_seed(void* handle) {
    return mim::guarded<uint64_t>(0, [&] { return generator_of(handle).current_seed(); });
}

MIM_EXPORT uint64_t mim_generator_reseed(void* handle) {
    return mim::guarded<uint64_t>(0, [&] {
        auto generator = generator_of(handle);
        std::lock_guard<std::mutex> lock(generator.mutex());
        return generator.seed();
    });
}

MIM_EXPORT int32_t mim_generator_get_state(void* handle, mim::Slot* result) {
    return mim::guarded([&] {
        auto generator = generator_of(handle);
        std::lock_guard<std::mutex> lock(generator.mutex());
        mim::put(*result, generator.get_state());
    });
}

MIM_EXPORT int32_t mim_generator_set_state(void* handle, void* state) {
    return mim::guarded([&] {
        auto generator = generator_of(handle);
        std::lock_guard<std::mutex> lock(generator.mutex());
        generator.set_state(mim::borrow(state));
    });
}

// Every device's default generator, as torch.manual_seed does in Python.
MIM_EXPORT int32_t mim_manual_seed(uint64_t seed) {
    return mim::guarded([&] { at::manual_seed(seed); });
}
