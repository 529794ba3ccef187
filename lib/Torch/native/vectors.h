// Sixteen floats at a time, for loops over rows of float32 or bfloat16 numbers: GCC's and clang's vector types, which compile
// to whatever the machine has.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
// One copy of the function for each instruction set; the loader picks.
#define MIM_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define MIM_CLONES
#endif
// Passed by value, vectors must not depend on the clone that calls; inlined, they do not.
#define MIM_INLINE __attribute__((always_inline)) inline
#define MIM_BODY __attribute__((always_inline))  // of a lambda

namespace mim {

constexpr int64_t lanes = 16;
using Floats = float __attribute__((vector_size(64)));
using Ints = int32_t __attribute__((vector_size(64)));
using Words = uint32_t __attribute__((vector_size(64)));
using Halves = uint16_t __attribute__((vector_size(32)));

// Numbers in memory, float32 or bfloat16; none where `data` is null.
struct Numbers {
    void* data = nullptr;
    bool low = false;
};

inline Numbers numbers(const at::Tensor& tensor) {
    return tensor.defined() ? Numbers{tensor.data_ptr(), tensor.scalar_type() == at::kBFloat16} : Numbers{};
}

inline float* floats(const at::Tensor& tensor) { return tensor.defined() ? tensor.data_ptr<float>() : nullptr; }

// `count` numbers, at most 16, from `at` on; zeros behind them.
MIM_INLINE Floats load(const float* from, int64_t count) {
    Floats values{};
    if (count >= lanes) memcpy(&values, from, sizeof values);
    else memcpy(&values, from, static_cast<size_t>(count) * sizeof(float));
    return values;
}

MIM_INLINE Floats load(Numbers from, int64_t at, int64_t count) {
    if (!from.low) return load(static_cast<const float*>(from.data) + at, count);
    Halves halves{};
    const auto* begin = static_cast<const uint16_t*>(from.data) + at;
    if (count >= lanes) memcpy(&halves, begin, sizeof halves);
    else memcpy(&halves, begin, static_cast<size_t>(count) * sizeof(uint16_t));
    return (Floats)(__builtin_convertvector(halves, Words) << 16);
}

MIM_INLINE void store(float* to, Floats values, int64_t count) {
    if (count >= lanes) memcpy(to, &values, sizeof values);
    else memcpy(to, &values, static_cast<size_t>(count) * sizeof(float));
}

// The bfloat16 nearest to each number, ties to even, as the upper half of the result's words.
MIM_INLINE Words rounded(Floats values) {
    const Words bits = (Words)values, nan = (Words)(values != values);
    return ((bits + 0x7fff + ((bits >> 16) & 1)) & ~nan) | (nan & 0x7fc00000);
}

MIM_INLINE void store(Numbers to, int64_t at, Floats values, int64_t count) {
    if (!to.low) return store(static_cast<float*>(to.data) + at, values, count);
    const Halves halves = __builtin_convertvector(rounded(values) >> 16, Halves);
    auto* begin = static_cast<uint16_t*>(to.data) + at;
    if (count >= lanes) memcpy(begin, &halves, sizeof halves);
    else memcpy(begin, &halves, static_cast<size_t>(count) * sizeof(uint16_t));
}

// Calls body(first column, count) for sixteen columns at a time and for what is left of them. Inlined, the body is compiled
// once with a constant count.
template <class Body>
MIM_INLINE void across(int64_t width, const Body& body) {
    int64_t i = 0;
    for (; i + lanes <= width; i += lanes) body(i, lanes);
    if (i < width) body(i, width - i);
}

// Ones in the first `count` lanes.
MIM_INLINE Ints first(int64_t count) {
    const Ints order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    return order < static_cast<int32_t>(std::min(count, lanes));
}

MIM_INLINE Floats where(Ints mask, Floats yes, Floats no) { return (Floats)((mask & (Ints)yes) | (~mask & (Ints)no)); }

MIM_INLINE float sum(Floats values) {
    float total[lanes];
    memcpy(total, &values, sizeof values);
    for (int step = lanes / 2; step > 0; step /= 2)
        for (int i = 0; i < step; ++i) total[i] += total[i + step];
    return total[0];
}

// Sums over all rows, for several columns at once: each block of rows adds up its own, and the blocks are added in order, so
// that the result does not depend on the number of threads.
class ColumnSums {
public:
    ColumnSums(int64_t rows, int64_t width, int64_t kinds)
        : rows_(rows), width_(width), stride_((width + lanes - 1) / lanes * lanes), kinds_(kinds),
          block_(std::max<int64_t>(16, (rows + 63) / 64)), parts_(at::empty({blocks(), kinds, stride_}, at::kFloat)) {}

    // Calls body(first row, end, this block's sums) for every block; the sums of kind k begin at k * stride(), with zeros.
    template <class Body>
    void over_blocks(const Body& body) {
        at::parallel_for(0, blocks(), 1, [&](int64_t begin, int64_t end) {
            for (int64_t i = begin; i < end; ++i) {
                float* sums = parts_.data_ptr<float>() + i * kinds_ * stride_;
                std::fill(sums, sums + kinds_ * stride_, 0.0f);
                body(i * block_, std::min(rows_, (i + 1) * block_), sums);
            }
        });
    }

    int64_t stride() const { return stride_; }

    at::Tensor total(int64_t kind) const {
        auto sums = at::empty({stride_}, at::kFloat);
        float* to = sums.data_ptr<float>();
        std::fill(to, to + stride_, 0.0f);
        for (int64_t i = 0; i < blocks(); ++i) {
            const float* from = parts_.data_ptr<float>() + (i * kinds_ + kind) * stride_;
            for (int64_t j = 0; j < stride_; ++j) to[j] += from[j];
        }
        return stride_ == width_ ? sums : sums.slice(0, 0, width_).contiguous();
    }

private:
    int64_t blocks() const { return (rows_ + block_ - 1) / block_; }

    int64_t rows_, width_, stride_, kinds_, block_;
    at::Tensor parts_;
};

}  // namespace mim
