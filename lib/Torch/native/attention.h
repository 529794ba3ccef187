// What the attention operator and its kernels share. Kernels are compiled once for each instruction set and see nothing but this.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mim::attention {

// Attention of every head within windows of tokens; all arrays are contiguous. B images, L tokens, H heads of d numbers each,
// W windows of N places. Elements are float or bfloat16 (as uint16_t), the rest float.
struct Problem {
    int64_t batch, tokens, heads, width, windows, places;
    const int32_t* place_tokens;  // [W, N] which token is at each place; null: one window of all tokens in their order
    const void* qkv;              // [B, L, 3, H, d]
    const float* bias;            // [H, N, N] added to the logits, or null
    const float* mask;            // [W, N, N] added to the logits, or null
    const float* temperature;     // [H]: logits are temperature times the cosine of query and key; null: scale times their product
    float scale;
    void* output;                 // [B, L, H, d]
    float* softmax;               // [W, B, H, N, 2] the largest logit, and the sum of e^(logit - largest)
    // Backward only.
    const void* output_gradient;  // [B, L, H, d]
    void* qkv_gradient;           // [B, L, 3, H, d]
    int64_t groups;               // the windows of all images are cut into so many groups, whatever the number of threads
    float* bias_gradient;         // [groups, H, N, N], or null
    float* temperature_gradient;  // [groups, H], or null
};

// A task is one head in one group of windows: task = head * groups + group.
struct Kernel {
    size_t (*scratch)(const Problem&);                                   // bytes that a task needs
    void (*forward)(const Problem&, int64_t task, unsigned char* scratch);   // scratch is aligned to 64 bytes
    void (*backward)(const Problem&, int64_t task, unsigned char* scratch);
};

struct Kernels {
    Kernel float32, bfloat16;
};

extern const Kernels portable;
#if defined(__x86_64__)
extern const Kernels avx2;
extern const Kernels avx512_bf16;
#endif

}  // namespace mim::attention
