// Keeps memory that is freed. A training step frees and takes the same large blocks as the one before; glibc would give them back to
// the kernel in between, which clears every page of them again when they are next touched: up to a sixth of a step's time.
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>

namespace {

// Whoever has set MALLOC_... in the environment knows better.
const bool kept = [] {
    if (!std::getenv("MALLOC_MMAP_MAX_")) mallopt(M_MMAP_MAX, 0);            // large blocks from the heap, not mapped one by one
    if (!std::getenv("MALLOC_TRIM_THRESHOLD_")) mallopt(M_TRIM_THRESHOLD, -1);  // and the heap keeps its end
    return true;
}();

}  // namespace
#endif
