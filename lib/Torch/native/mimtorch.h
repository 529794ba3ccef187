// What every part of the shim shares: the value that crosses the border, and the guard around every export.
#pragma once

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <torch/version.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>

#define MIM_EXPORT extern "C" __attribute__((visibility("default")))
#define MIM_TORCH_AT_LEAST(major, minor) \
    (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

namespace mim {

#if MIM_TORCH_AT_LEAST(2, 4)
template <class T> using Optional = std::optional<T>;
#else
template <class T> using Optional = c10::optional<T>;
#endif

// Same numbers as OperatorArgument.Tag in C#.
enum class Tag : int32_t { None, Tensor, Int, Double, Bool, IntList, TensorList, String, Device, Generator, DoubleList, Default };

// One argument or one result. `payload` is a number, a borrowed pointer (arguments) or an owned TensorImpl* (results);
// `extra` is a list's length, or for a result tensor the bytes that it alone keeps alive.
struct Slot {
    int64_t payload;
    int64_t extra;
    Tag tag;
    int32_t reserved;
};

void set_error(const char* message) noexcept;
const char* error() noexcept;

// .NET clears stack memory with AVX and leaves the upper register halves dirty, on which libtorch's SSE code stalls.
inline void clear_upper_registers() noexcept {
#if defined(__x86_64__)
    static const bool avx = __builtin_cpu_supports("avx");
    if (avx) __asm__ volatile("vzeroupper" ::: "memory");
#endif
}

void set_error_from_current_exception() noexcept;

// Set when the process has begun to exit. From then on a background thread that calls the shim waits there for the end:
// libtorch would crash or fail under it.
extern std::atomic<bool> exiting;
void hold_while_exiting() noexcept;

// Runs body; whatever it throws becomes this thread's error message and `failure` is returned.
template <class Result, class Body>
inline Result guarded(Result failure, Body&& body) noexcept {
    clear_upper_registers();
    if (__builtin_expect(exiting.load(std::memory_order_relaxed), false)) hold_while_exiting();
    try {
        return body();
    } catch (...) {
        hold_while_exiting();
        set_error_from_current_exception();
        return failure;
    }
}

template <class Body>
inline int32_t guarded(Body&& body) noexcept {
    return guarded<int32_t>(-1, [&] { body(); return 0; });
}

// A tensor's handle is its TensorImpl: borrowing adds a reference, releasing gives one away. No allocation.
inline at::Tensor borrow(void* handle) {
    if (handle == nullptr) return at::Tensor();
    auto* impl = static_cast<c10::TensorImpl*>(handle);
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(impl));
}

inline void* release(at::Tensor&& tensor) {
    return tensor.defined() ? static_cast<void*>(std::move(tensor).unsafeReleaseTensorImpl()) : nullptr;
}

inline c10::Device device_from(int64_t packed) {
    return c10::Device(static_cast<c10::DeviceType>(packed >> 16), static_cast<c10::DeviceIndex>(static_cast<int16_t>(packed & 0xffff)));
}

inline int64_t pack(c10::Device device) {
    return (static_cast<int64_t>(device.type()) << 16) | static_cast<uint16_t>(static_cast<int16_t>(device.index()));
}

// Bytes that die with this tensor: those of a storage that nothing else shares (a view answers 0). A result that its own
// gradient needs is shared with the graph, and dies with it.
inline int64_t own_bytes(const at::Tensor& tensor) {
    if (!tensor.has_storage()) return 0;
    const auto& storage = tensor.storage();
    const auto users = storage.use_count();
    const bool own = users == 1 || (users == 2 && tensor.requires_grad() && !tensor.is_leaf() && !tensor.is_view());
    return own ? static_cast<int64_t>(storage.nbytes()) : 0;
}

inline void put(Slot& slot, at::Tensor&& tensor) {
    slot.tag = tensor.defined() ? Tag::Tensor : Tag::None;
    // An operator may answer its own argument (`to` without a change): that is somebody's already.
    slot.extra = tensor.defined() && tensor.use_count() == 1 ? own_bytes(tensor) : 0;
    slot.payload = reinterpret_cast<int64_t>(release(std::move(tensor)));
}

}  // namespace mim
