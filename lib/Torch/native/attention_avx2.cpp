// The attention kernel for AVX2 and FMA.
#if defined(__x86_64__)
#define MIM_KERNEL avx2
#include "attention_kernel.h"
#endif
