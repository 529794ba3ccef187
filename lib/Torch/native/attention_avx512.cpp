// The attention kernel for AVX-512 with products of bfloat16.
#if defined(__x86_64__)
#define MIM_KERNEL avx512_bf16
#include "attention_kernel.h"
#endif
