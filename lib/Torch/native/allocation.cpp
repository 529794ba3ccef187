// Keeps memory that is freed. A training step frees and takes the same large blocks as the one before; glibc would give them back
// to the kernel in between, which clears every page of them again when they are next touched: up to a sixth of a step's time.
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>

namespace {

// Whoever has set MALLOC_... in the environment knows better.
const bool kept = [] {
    if (!std::getenv("MALLOC_MMAP_THRESHOLD_")) mallopt(M_MMAP_THRESHOLD, 32 << 20);  // smaller blocks from the heap; glibc allows no more
    if (!std::getenv("MALLOC_TRIM_THRESHOLD_")) mallopt(M_TRIM_THRESHOLD, 1 << 30);   // and the heap keeps its end, up to so many bytes
    return true;
}();

}  // namespace
#endif
