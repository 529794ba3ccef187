// Counts the bytes that tensors take, while somebody wants to know.
#include "mimtorch.h"

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <memory>

namespace {

// libtorch tells it of every allocation (positive) and release (negative) on the threads that inherit it. The totals that
// come with them are int64_t in some versions and size_t in others, so there is one method for each.
struct Counter : c10::MemoryReportingInfoBase {
    void reportMemoryUsage(void*, int64_t bytes, int64_t, int64_t, c10::Device) { add(bytes); }
    void reportMemoryUsage(void*, int64_t bytes, size_t, size_t, c10::Device) { add(bytes); }
    bool memoryProfilingEnabled() const override { return true; }

    void add(int64_t bytes) {
        const int64_t now = alive.fetch_add(bytes) + bytes;
        int64_t before = peak.load();
        while (before < now && !peak.compare_exchange_weak(before, now)) {
        }
    }

    std::atomic<int64_t> alive{0};
    std::atomic<int64_t> peak{0};
};

struct Watch {
    std::shared_ptr<Counter> counter = std::make_shared<Counter>();
    c10::DebugInfoGuard guard{c10::DebugInfoKind::PROFILER_STATE, counter};
};

}  // namespace

MIM_EXPORT void* mim_memory_enter() {
    return mim::guarded<void*>(nullptr, []() -> void* { return new Watch(); });
}
MIM_EXPORT int64_t mim_memory_peak(void* watch) { return static_cast<Watch*>(watch)->counter->peak.load(); }
MIM_EXPORT void mim_memory_leave(void* watch) { delete static_cast<Watch*>(watch); }
