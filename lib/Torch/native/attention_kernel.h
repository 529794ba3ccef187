// The attention of one head in a group of windows, included once for each instruction set with MIM_KERNEL as its name.
//
// The logits of a window live only in blocks of a few rows that fit the cache; forward keeps two numbers per row, the softmax's
// largest logit and its denominator, from which backward makes the weights again (Dao et al. 2022, arXiv 2205.14135, without its
// running maximum: a row of logits is whole here). Their sum in one logarithm would lose the denominator beside a logit of -1e30,
// a row masked everywhere. Products are tiles of registers over 32-bit units: a float, or two neighbouring bfloat16 numbers,
// which one instruction multiplies and adds in float32.
//
// No header with inline functions is included here: one compiled for AVX-512 must not end up in code that runs elsewhere.
#include "attention.h"

#include <math.h>
#include <string.h>
#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

namespace mim::attention {
namespace {

#if defined(__AVX512F__)
constexpr int lanes = 16, tile_rows = 6, tile_vectors = 4;
#elif defined(__AVX2__)
constexpr int lanes = 8, tile_rows = 4, tile_vectors = 3;
#else
constexpr int lanes = 4, tile_rows = 4, tile_vectors = 3;
#endif
constexpr int64_t block_rows = 48;  // rows of logits at a time; even, for pairs

using Vector = float __attribute__((vector_size(4 * lanes)));
using Integers = int32_t __attribute__((vector_size(4 * lanes)));
using InMemory = float __attribute__((vector_size(4 * lanes), aligned(2), may_alias));  // or bfloat16 numbers, two in each lane

constexpr int64_t round_up(int64_t n, int64_t to) { return (n + to - 1) / to * to; }
inline Vector load(const float* at) { return *reinterpret_cast<const InMemory*>(at); }
inline void store(float* at, Vector value) { *reinterpret_cast<InMemory*>(at) = value; }
inline Vector all(float value) { return Vector{} + value; }
inline Vector larger(Vector a, Vector b) { return a > b ? a : b; }

// v with neighbouring groups of `distance` lanes changed over.
template <int distance>
inline Vector crossed(Vector v) {
    Integers order{};
    for (int i = 0; i < lanes; ++i) order[i] = i ^ distance;
#if defined(__clang__)
    Vector result{};
    for (int i = 0; i < lanes; ++i) result[i] = v[order[i]];
    return result;
#else
    return __builtin_shuffle(v, order);
#endif
}

template <int distance = lanes / 2>
inline float sum_of(Vector v) {
    v += crossed<distance>(v);
    if constexpr (distance > 1) return sum_of<distance / 2>(v);
    return v[0];
}

template <int distance = lanes / 2>
inline float largest_of(Vector v) {
    v = larger(v, crossed<distance>(v));
    if constexpr (distance > 1) return largest_of<distance / 2>(v);
    return v[0];
}

// e^x for x <= 88, within 2 units in the last place; what is too small for a float comes out as 1e-38, and NaN as NaN.
inline Vector exponential(Vector x) {
    const Vector magic = all(12582912.0f);  // 1.5 * 2^23: adding it rounds to an integer in the low bits
    x = larger(all(-87.33654f), x);  // the second where they cannot be compared
    const Vector shifted = x * 1.44269504f + magic;
    const Vector n = shifted - magic;
    const Vector r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    Vector p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    const Integers power = ((Integers)shifted - (Integers)magic + 127) << 23;
    return p * (Vector)power;
}

using Halves = uint16_t __attribute__((vector_size(2 * lanes)));
using HalvesInMemory = uint16_t __attribute__((vector_size(2 * lanes), aligned(2), may_alias));

inline Vector load(const uint16_t* at) {
    const Halves halves = *reinterpret_cast<const HalvesInMemory*>(at);
    return (Vector)(__builtin_convertvector(halves, Integers) << 16);
}

inline void store(uint16_t* at, Vector value) {
    const Integers bits = (Integers)value;
    const Integers rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    *reinterpret_cast<HalvesInMemory*>(at) = __builtin_convertvector(value == value ? rounded : Integers{} + 0x7fc0, Halves);
}

// One unit of each two numbers that lie below each other; without a second row, zeros do.
inline void interleave(const uint16_t* first, const uint16_t* second, float* to, int64_t n) {
    int64_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        const Integers low = __builtin_convertvector(Halves(*reinterpret_cast<const HalvesInMemory*>(first + i)), Integers);
        const Integers high = second ? (Integers)load(second + i) : Integers{};
        store(to + i, (Vector)(low | high));
    }
    for (; i < n; ++i) {
        const uint32_t unit = first[i] | (second ? static_cast<uint32_t>(second[i]) << 16 : 0);
        memcpy(to + i, &unit, 4);
    }
}

// Four by four units.
inline void transpose(const float* from, int64_t from_row, float* to, int64_t to_row) {
    using Four = float __attribute__((vector_size(16)));
    using FourInMemory = float __attribute__((vector_size(16), aligned(4), may_alias));
    Four row[4];
    for (int i = 0; i < 4; ++i) row[i] = *reinterpret_cast<const FourInMemory*>(from + i * from_row);
    const Four a = __builtin_shufflevector(row[0], row[1], 0, 4, 1, 5), b = __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5);
    const Four c = __builtin_shufflevector(row[0], row[1], 2, 6, 3, 7), e = __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7);
    *reinterpret_cast<FourInMemory*>(to) = __builtin_shufflevector(a, b, 0, 1, 4, 5);
    *reinterpret_cast<FourInMemory*>(to + to_row) = __builtin_shufflevector(a, b, 2, 3, 6, 7);
    *reinterpret_cast<FourInMemory*>(to + 2 * to_row) = __builtin_shufflevector(c, e, 0, 1, 4, 5);
    *reinterpret_cast<FourInMemory*>(to + 3 * to_row) = __builtin_shufflevector(c, e, 2, 3, 6, 7);
}

// Calls body for every full vector of n numbers, and for the rest with a vector that is zero behind them.
template <class A, class B, class Body>
inline void for_each(const A* a, const B* b, int64_t n, Body&& body) {
    int64_t i = 0;
    for (; i + lanes <= n; i += lanes) body(i, lanes, load(a + i), load(b + i));
    if (i == n) return;
    A last_a[lanes] = {};
    B last_b[lanes] = {};
    for (int64_t j = i; j < n; ++j) last_a[j - i] = a[j], last_b[j - i] = b[j];
    body(i, static_cast<int>(n - i), load(last_a), load(last_b));
}

template <class A, class B>
inline float dot(const A* a, const B* b, int64_t n) {
    Vector sum{};
    for_each(a, b, n, [&](int64_t, int, Vector x, Vector y) { sum += x * y; });
    return sum_of(sum);
}

// to = by a + by_b b.
template <class A, class B, class C>
inline void combine(const A* a, float by, const B* b, float by_b, C* to, int64_t n) {
    for_each(a, b, n, [&](int64_t i, int count, Vector x, Vector y) {
        const Vector value = x * by + y * by_b;
        if (count == lanes) return store(to + i, value);
        C last[lanes];
        store(last, value);
        for (int j = 0; j < count; ++j) to[i + j] = last[j];
    });
}

// Rows are short: calling memcpy would take longer than copying.
template <class A>
inline void copy(const A* from, A* to, int64_t n) {
    constexpr int64_t whole = sizeof(Vector) / sizeof(A);
    int64_t i = 0;
    for (; i + whole <= n; i += whole) store(reinterpret_cast<float*>(to + i), load(reinterpret_cast<const float*>(from + i)));
    for (; i < n; ++i) to[i] = from[i];
}

template <class A, class C>
inline void scaled(const A* a, float by, C* to, int64_t n) {
    combine(a, by, a, 0, to, n);
}

// How products are made of floats: a unit is one number.
struct Floats {
    using Number = float;
    static constexpr int64_t per_unit = 1;
    static Vector multiply_add(const float* unit, Vector b, Vector sum) { return sum + b * *unit; }
    static void store_row(float* at, Vector value) { store(at, value); }
};

#if defined(__AVX512BF16__)
// How products are made of bfloat16 numbers: a unit is two that follow each other in the summed dimension.
struct Pairs {
    using Number = uint16_t;
    static constexpr int64_t per_unit = 2;
    static Vector multiply_add(const float* unit, Vector b, Vector sum) {
        int32_t pair;
        memcpy(&pair, unit, 4);
        return (Vector)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_set1_epi32(pair), (__m512bh)b);
    }
    static void store_row(uint16_t* at, Vector value) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(at), (__m256i)_mm512_cvtneps_pbh((__m512)value));
    }
    static void store_pairs(float* at, Vector first, Vector second) {
        const __m512i low = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh((__m512)first));
        const __m512i high = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh((__m512)second));
        _mm512_storeu_si512(at, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
    }
};
#endif

// A matrix whose units are summed over: unit k of row m is at units[m * row + k * step].
struct Left {
    const float* units;
    int64_t row, step;
};

// c [Rows, Vectors * lanes] (+)= a b.
template <class Arithmetic, int Rows, int Vectors>
void tile(Left a, const float* b, int64_t b_row, float* c, int64_t c_row, int64_t depth, bool add) {
    Vector sums[Rows][Vectors];
    for (int m = 0; m < Rows; ++m)
        for (int v = 0; v < Vectors; ++v) sums[m][v] = add ? load(c + m * c_row + v * lanes) : Vector{};
    for (int64_t k = 0; k < depth; ++k) {
        Vector right[Vectors];
        for (int v = 0; v < Vectors; ++v) right[v] = load(b + k * b_row + v * lanes);
        for (int m = 0; m < Rows; ++m)
            for (int v = 0; v < Vectors; ++v)
                sums[m][v] = Arithmetic::multiply_add(a.units + m * a.row + k * a.step, right[v], sums[m][v]);
    }
    for (int m = 0; m < Rows; ++m)
        for (int v = 0; v < Vectors; ++v) store(c + m * c_row + v * lanes, sums[m][v]);
}

template <class Arithmetic, int Rows, int Vectors = tile_vectors>
void tile(int vectors, Left a, const float* b, int64_t b_row, float* c, int64_t c_row, int64_t depth, bool add) {
    if constexpr (Vectors > 1)
        if (vectors < Vectors) return tile<Arithmetic, Rows, Vectors - 1>(vectors, a, b, b_row, c, c_row, depth, add);
    tile<Arithmetic, Rows, Vectors>(a, b, b_row, c, c_row, depth, add);
}

template <class Arithmetic, int Rows = tile_rows>
void tile(int rows, int vectors, Left a, const float* b, int64_t b_row, float* c, int64_t c_row, int64_t depth, bool add) {
    if constexpr (Rows > 1)
        if (rows < Rows) return tile<Arithmetic, Rows - 1>(rows, vectors, a, b, b_row, c, c_row, depth, add);
    tile<Arithmetic, Rows>(vectors, a, b, b_row, c, c_row, depth, add);
}

// c [rows, columns] (+)= a b, where columns is a multiple of a vector's lanes.
template <class Arithmetic>
void product(Left a, const float* b, int64_t b_row, float* c, int64_t c_row, int64_t rows, int64_t columns, int64_t depth, bool add) {
    const int64_t vectors = columns / lanes, strips = (vectors + tile_vectors - 1) / tile_vectors;
    for (int64_t m = 0; m < rows; m += tile_rows) {
        const int height = static_cast<int>(rows - m < tile_rows ? rows - m : tile_rows);
        for (int64_t strip = 0; strip < strips; ++strip) {
            // Strips as equal as can be: a narrow one would wait for its own sums.
            const int64_t begin = strip * vectors / strips, end = (strip + 1) * vectors / strips;
            tile<Arithmetic>(height, static_cast<int>(end - begin), Left{a.units + m * a.row, a.row, a.step}, b + begin * lanes, b_row,
                             c + m * c_row + begin * lanes, c_row, depth, add);
        }
    }
}

// One window of one head, as products need it.
template <class Arithmetic, class Element>
class Window {
    using Number = typename Arithmetic::Number;
    static constexpr int64_t per_unit = Arithmetic::per_unit;

    const Problem& p;
    const int64_t head, N, d;
    const int64_t columns;  // N, padded to whole vectors
    const int64_t channels; // d, padded to whole vectors
    const int64_t depth;    // units of a row of d numbers
    const int64_t rows;     // units of a column of N numbers
    const int64_t block_units;
    const int64_t added_row; // columns, or 0 where one row serves all
    unsigned char* const scratch;
    size_t used = 0;

    float* take(int64_t floats) {
        auto* result = scratch ? reinterpret_cast<float*>(scratch + used) : nullptr;
        used += static_cast<size_t>(round_up(floats * 4, 64));
        return result;
    }

    float *added;                             // [N, columns] bias and mask; a single row without either; padding never counts
    float *queries, *keys, *values, *outer;   // [N, depth] units of rows; outer is the output's gradient
    float *keys_across, *values_across;       // [depth, columns] units of rows, transposed
    float *keys_down, *values_down;           // [rows, channels] units of columns
    float *queries_down, *outer_down;         // the same of one block of rows
    float *logits, *slopes;                   // [block, columns]; slopes is the gradient of the weights, then of the logits
    float *weights;                           // [block, columns / per_unit] units of rows
    float *weights_down, *slopes_down;        // [block / per_unit, columns] units of columns
    float *result;                            // [block, channels]
    float *keys_gradient, *values_gradient;   // [N, channels]
    float *bias_gradient;                     // [N, columns], where it is wanted
    float *query_norms, *key_norms, *dots;    // [N]

public:
    Window(const Problem& problem, int64_t head, unsigned char* scratch)
        : p(problem), head(head), N(problem.places), d(problem.width), columns(round_up(N, lanes)), channels(round_up(d, lanes)),
          depth((d + per_unit - 1) / per_unit), rows((N + per_unit - 1) / per_unit), block_units(block_rows / per_unit),
          added_row(p.bias || p.mask ? columns : 0), scratch(scratch) {
        added = take(added_row ? N * columns : columns);
        queries = take(N * depth), keys = take(N * depth), values = take(N * depth), outer = take(N * depth);
        keys_across = take(depth * columns), values_across = take(depth * columns);
        keys_down = take(rows * channels), values_down = take(rows * channels);
        queries_down = take(block_units * channels), outer_down = take(block_units * channels);
        logits = take(block_rows * columns), slopes = take(block_rows * columns);
        weights = take(block_rows * columns / per_unit);
        weights_down = take(block_units * columns), slopes_down = take(block_units * columns);
        result = take(block_rows * channels);
        keys_gradient = take(N * channels), values_gradient = take(N * channels);
        bias_gradient = take(p.bias_gradient ? N * columns : 0);
        query_norms = take(N), key_norms = take(N), dots = take(N);
    }

    static size_t bytes(const Problem& problem) { return Window(problem, 0, nullptr).used; }

    // Forward or backward over the windows of a group. Windows of different images that lie at the same place follow each other
    // and share what is added to their logits.
    template <bool Backward>
    void run(int64_t group) {
        const int64_t count = p.windows * p.batch, begin = group * count / p.groups, end = (group + 1) * count / p.groups;
        if (Backward && p.bias_gradient) memset(bias_gradient, 0, static_cast<size_t>(N * columns) * 4);
        float temperature_gradient = 0;
        for (int64_t i = begin; i < end; ++i) {
            const int64_t window = i / p.batch, image = i % p.batch;
            if (i == begin || image == 0) add_up(window);
            if constexpr (Backward) temperature_gradient += backward(window, image);
            else forward(window, image);
        }
        if (!Backward) return;
        if (p.temperature_gradient) p.temperature_gradient[group * p.heads + head] = temperature_gradient;
        if (p.bias_gradient)
            for (int64_t m = 0; m < N; ++m) memcpy(p.bias_gradient + ((group * p.heads + head) * N + m) * N, bias_gradient + m * columns, static_cast<size_t>(N) * 4);
    }

private:
    void add_up(int64_t window) {
        const float* bias = p.bias ? p.bias + head * N * N : nullptr;
        const float* mask = p.mask ? p.mask + window * N * N : nullptr;
        for (int64_t m = 0; m < (added_row ? N : 1); ++m) {
            float* row = added + m * added_row;
            for (int64_t n = 0; n < N; ++n) row[n] = (bias ? bias[m * N + n] : 0) + (mask ? mask[m * N + n] : 0);
            for (int64_t n = N; n < columns; ++n) row[n] = -INFINITY;
        }
    }

    int64_t token(int64_t window, int64_t place) const { return p.place_tokens ? p.place_tokens[window * N + place] : place; }

    const Element* part(const void* base, int64_t image, int64_t token, int64_t which, int64_t parts) const {
        return static_cast<const Element*>(base) + (((image * p.tokens + token) * parts + which) * p.heads + head) * d;
    }
    Element* part(void* base, int64_t image, int64_t token, int64_t which, int64_t parts) const {
        return const_cast<Element*>(part(const_cast<const void*>(base), image, token, which, parts));
    }

    // Rows of a window [N, d] as units [N, depth]; with norms, each is divided by its length and multiplied by a factor.
    void gather(const void* base, int64_t window, int64_t image, int64_t which, int64_t parts, float* units, float* norms = nullptr, float factor = 1) const {
        for (int64_t m = 0; m < N; ++m) {
            const Element* from = part(base, image, token(window, m), which, parts);
            auto* to = reinterpret_cast<Number*>(units + m * depth);
            if (norms) {
                const float norm = sqrtf(dot(from, from, d));
                norms[m] = norm > 1e-12f ? norm : 1e-12f;
                scaled(from, factor / norms[m], to, d);
            } else if constexpr (sizeof(Number) == sizeof(Element)) {
                copy(from, to, d);
            } else {
                scaled(from, 1, to, d);
            }
            if (per_unit == 2 && d % 2 == 1) to[d] = 0;
        }
    }

    void gather_inputs(int64_t window, int64_t image) const {
        const bool cosine = p.temperature != nullptr;
        gather(p.qkv, window, image, 0, 3, queries, cosine ? query_norms : nullptr, cosine ? p.temperature[head] : 1);
        gather(p.qkv, window, image, 1, 3, keys, cosine ? key_norms : nullptr);
        gather(p.qkv, window, image, 2, 3, values);
    }

    // [N, depth] to [depth, columns], four by four.
    void across(const float* units, float* to) const {
        const int64_t whole_rows = N / 4 * 4, whole_units = depth / 4 * 4;
        for (int64_t m = 0; m < whole_rows; m += 4)
            for (int64_t k = 0; k < whole_units; k += 4) transpose(units + m * depth + k, depth, to + k * columns + m, columns);
        for (int64_t k = 0; k < depth; ++k) {
            const int64_t first = k < whole_units ? whole_rows : 0;
            for (int64_t m = first; m < N; ++m) memcpy(to + k * columns + m, units + m * depth + k, 4);
            for (int64_t m = N; m < columns; ++m) to[k * columns + m] = 0;
        }
    }

    // count rows [count, depth] to units of columns [ceil(count / per_unit), channels].
    void down(const float* units, int64_t count, float* to) const {
        for (int64_t m = 0; m < count; m += per_unit, to += channels) {
            const float* row = units + m * depth;
            if constexpr (per_unit == 1) copy(row, to, d);
            else interleave(reinterpret_cast<const Number*>(row), m + 1 < count ? reinterpret_cast<const Number*>(row + depth) : nullptr, to, d);
            for (int64_t i = d; i < channels; ++i) to[i] = 0;
        }
    }

    float logit_scale() const { return p.temperature ? 1 : p.scale; }
    float* softmax(int64_t window, int64_t image) const { return p.softmax + ((window * p.batch + image) * p.heads + head) * N * 2; }

    void forward(int64_t window, int64_t image) const {
        gather_inputs(window, image);
        across(keys, keys_across);
        down(values, N, values_down);
        float* kept = softmax(window, image);
        for (int64_t begin = 0; begin < N; begin += block_rows) {
            const int64_t count = N - begin < block_rows ? N - begin : block_rows;
            product<Arithmetic>({queries + begin * depth, depth, 1}, keys_across, columns, logits, columns, count, columns, depth, false);
            for (int64_t m = 0; m < count; ++m) {
                float* row = logits + m * columns;
                const float* add = added + (begin + m) * added_row;
                Vector most = all(-INFINITY);
                for (int64_t n = 0; n < columns; n += lanes) {
                    const Vector x = load(row + n) * logit_scale() + load(add + n);
                    store(row + n, x);
                    most = larger(most, x);
                }
                const float top = largest_of(most);
                Vector sum{};
                auto* weight = reinterpret_cast<Number*>(weights + m * (columns / per_unit));
                for (int64_t n = 0; n < columns; n += lanes) {
                    const Vector e = exponential(load(row + n) - top);
                    sum += e;
                    Arithmetic::store_row(weight + n, e);
                }
                dots[m] = sum_of(sum);
                kept[2 * (begin + m)] = top, kept[2 * (begin + m) + 1] = dots[m];
            }
            product<Arithmetic>({weights, columns / per_unit, 1}, values_down, channels, result, channels, count, channels, rows, false);
            for (int64_t m = 0; m < count; ++m) scaled(result + m * channels, 1 / dots[m], part(p.output, image, token(window, begin + m), 0, 1), d);
        }
    }

    // Answers the temperature's gradient.
    float backward(int64_t window, int64_t image) const {
        gather_inputs(window, image);
        gather(p.output_gradient, window, image, 0, 1, outer);
        across(keys, keys_across);
        across(values, values_across);
        down(keys, N, keys_down);
        for (int64_t m = 0; m < N; ++m)  // the sum over a row of weights times their gradients
            dots[m] = dot(part(p.output, image, token(window, m), 0, 1), part(p.output_gradient, image, token(window, m), 0, 1), d);
        float temperature_gradient = 0;
        const float* kept = softmax(window, image);
        for (int64_t begin = 0; begin < N; begin += block_rows) {
            const int64_t count = N - begin < block_rows ? N - begin : block_rows;
            product<Arithmetic>({queries + begin * depth, depth, 1}, keys_across, columns, logits, columns, count, columns, depth, false);
            product<Arithmetic>({outer + begin * depth, depth, 1}, values_across, columns, slopes, columns, count, columns, depth, false);
            weigh(begin, count, kept);
            down(queries + begin * depth, count, queries_down);
            down(outer + begin * depth, count, outer_down);
            const int64_t units = (count + per_unit - 1) / per_unit;
            const bool add = begin > 0;
            const float* across_weights = per_unit == 1 ? logits : weights_down;
            const float* across_slopes = per_unit == 1 ? slopes : slopes_down;
            const float* row_slopes = per_unit == 1 ? slopes : weights;
            product<Arithmetic>({across_weights, 1, columns}, outer_down, channels, values_gradient, channels, N, channels, units, add);
            product<Arithmetic>({across_slopes, 1, columns}, queries_down, channels, keys_gradient, channels, N, channels, units, add);
            product<Arithmetic>({row_slopes, columns / per_unit, 1}, keys_down, channels, result, channels, count, channels, rows, false);
            for (int64_t m = 0; m < count; ++m)
                temperature_gradient += scatter(result + m * channels, window, image, begin + m, 0, query_norms, p.temperature ? p.temperature[head] : 1, logit_scale());
        }
        for (int64_t m = 0; m < N; ++m) {
            scatter(keys_gradient + m * channels, window, image, m, 1, key_norms, 1, logit_scale());
            scatter(values_gradient + m * channels, window, image, m, 2, nullptr, 1, 1);
        }
        return temperature_gradient;
    }

    // From logits and the gradients of the weights: the weights, and in place of those gradients those of the logits.
    void weigh(int64_t begin, int64_t count, const float* kept) const {
        for (int64_t m = 0; m < count; ++m) {
            float *row = logits + m * columns, *slope = slopes + m * columns;
            const float* add = added + (begin + m) * added_row;
            float* bias = p.bias_gradient ? bias_gradient + (begin + m) * columns : nullptr;
            const float top = kept[2 * (begin + m)], share = 1 / kept[2 * (begin + m) + 1], mean = dots[begin + m];
            for (int64_t n = 0; n < columns; n += lanes) {
                const Vector weight = exponential(load(row + n) * logit_scale() + load(add + n) - top) * share;
                const Vector gradient = weight * (load(slope + n) - mean);
                store(row + n, weight);
                store(slope + n, gradient);
                if (bias) store(bias + n, load(bias + n) + gradient);
            }
        }
#if defined(__AVX512BF16__)
        if constexpr (per_unit == 2)
            for (int64_t m = 0; m < count; m += 2) {
                const bool both = m + 1 < count;
                const float *row = logits + m * columns, *slope = slopes + m * columns;
                auto* first = reinterpret_cast<Number*>(weights + m * (columns / 2));
                auto* second = reinterpret_cast<Number*>(weights + (m + 1) * (columns / 2));
                for (int64_t n = 0; n < columns; n += lanes) {
                    const Vector below = both ? load(row + columns + n) : Vector{}, slope_below = both ? load(slope + columns + n) : Vector{};
                    Pairs::store_pairs(weights_down + m / 2 * columns + n, load(row + n), below);
                    Pairs::store_pairs(slopes_down + m / 2 * columns + n, load(slope + n), slope_below);
                    Pairs::store_row(first + n, load(slope + n));
                    Pairs::store_row(second + n, slope_below);
                }
            }
#endif
    }

    // Writes the gradient of a query, key or value. With norms, it goes through x -> factor x / |x|; answers the factor's own
    // gradient then.
    float scatter(const float* gradient, int64_t window, int64_t image, int64_t place, int64_t which, const float* norms, float factor, float scale) const {
        Element* to = part(p.qkv_gradient, image, token(window, place), which, 3);
        if (!p.temperature || !norms) {
            scaled(gradient, scale, to, d);
            return 0;
        }
        const Element* from = part(p.qkv, image, token(window, place), which, 3);
        const float by = 1 / norms[place];
        const float along = dot(gradient, from, d) * by;
        combine(gradient, factor * by, from, -along * factor * by * by, to, d);
        return along;
    }
};

template <class Arithmetic, class Element>
constexpr Kernel kernel() {
    using W = Window<Arithmetic, Element>;
    return {W::bytes,
            [](const Problem& p, int64_t task, unsigned char* scratch) { W(p, task / p.groups, scratch).template run<false>(task % p.groups); },
            [](const Problem& p, int64_t task, unsigned char* scratch) { W(p, task / p.groups, scratch).template run<true>(task % p.groups); }};
}

}  // namespace

#if defined(__AVX512BF16__)
const Kernels MIM_KERNEL{kernel<Floats, float>(), kernel<Pairs, uint16_t>()};
#else
const Kernels MIM_KERNEL{kernel<Floats, float>(), kernel<Floats, uint16_t>()};
#endif

}  // namespace mim::attention
