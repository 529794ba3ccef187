// The end of the process: exit() takes libtorch's operators apart while background threads may still be calling them.
#include "mimtorch.h"

#include <pthread.h>
#include <unistd.h>

#include <cstdlib>

namespace {

pthread_t exiting_thread;

// Registered when this library is loaded, after libtorch, so it runs before libtorch's own clean-up.
const int registered = std::atexit([] {
    exiting_thread = pthread_self();
    mim::exiting.store(true, std::memory_order_release);
});

}  // namespace

namespace mim {

std::atomic<bool> exiting{false};

void hold_while_exiting() noexcept {
    if (!exiting.load(std::memory_order_acquire) || pthread_equal(pthread_self(), exiting_thread)) return;
    for (;;) pause();
}

}  // namespace mim
