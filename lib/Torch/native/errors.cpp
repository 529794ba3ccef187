// The error message of the last failed call of each thread.
#include "mimtorch.h"

#include <c10/util/Exception.h>

namespace {
thread_local std::string last_error;
}

namespace mim {

void set_error(const char* message) noexcept {
    try {
        last_error = message;
    } catch (...) {
        last_error.clear();
    }
}

const char* error() noexcept { return last_error.c_str(); }

void set_error_from_current_exception() noexcept {
    try {
        throw;
    } catch (const c10::Error& e) {
        set_error(e.what_without_backtrace());
    } catch (const std::exception& e) {
        set_error(e.what());
    } catch (...) {
        set_error("an exception of unknown type");
    }
}

}  // namespace mim

// The text stays valid until the same thread fails again.
MIM_EXPORT const char* mim_error() { return last_error.c_str(); }
MIM_EXPORT void mim_set_error(const char* message) { mim::set_error(message); }
