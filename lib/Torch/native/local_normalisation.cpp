// mimlab::local_normalisation: each pixel less the mean of the square window around it, over the standard deviation there. A
// window's sums are kept up as it moves, so that one of any size costs the same.
#include "vectors.h"

#include <torch/library.h>

#include <cmath>
#include <vector>

namespace {

constexpr double epsilon = 1e-6;

struct Plane {
    int64_t height, width, reach;
    double shift;               // the middle row's mean: taken off every pixel, so that sums of squares cancel out little
    std::vector<double> sums;   // of the window's rows in each column [W]
    std::vector<double> squares;
    std::vector<double> sums_before;     // of the columns to the left of each [W + 1]
    std::vector<double> squares_before;
    std::vector<double> over_count;      // 1 / pixels of the window around each column [W]
    std::vector<double> over_freedom;    // 1 / (pixels - 1)

    Plane(int64_t height_, int64_t width_, int64_t reach_)
        : height(height_), width(width_), reach(reach_), shift(0), sums(width_), squares(width_), sums_before(width_ + 1),
          squares_before(width_ + 1), over_count(width_), over_freedom(width_) {}

    int64_t first(int64_t place) const { return std::max<int64_t>(0, place - reach); }
    int64_t end(int64_t place, int64_t length) const { return std::min(length, place + reach + 1); }
};

template <class Pixel>
MIM_INLINE void add_row(Plane& p, const Pixel* row, double sign) {
    double *sums = p.sums.data(), *squares = p.squares.data();
    const double shift = p.shift;  // which the stores below might be thought to change
    for (int64_t x = 0; x < p.width; ++x) {
        const double value = row[x] - shift;
        sums[x] += sign * value;
        squares[x] += sign * value * value;
    }
}

void count_pixels(Plane& p, int64_t rows) {
    for (int64_t x = 0; x < p.width; ++x) {
        const auto count = static_cast<double>(rows * (p.end(x, p.width) - p.first(x)));
        p.over_count[x] = 1 / count;
        p.over_freedom[x] = 1 / std::max(1.0, count - 1);
    }
}

template <class Pixel>
MIM_INLINE void normalise_row(Plane& p, const Pixel* row, Pixel* to) {
    double *left = p.sums_before.data(), *left_square = p.squares_before.data();
    const double *sums = p.sums.data(), *squares = p.squares.data(), *over_count = p.over_count.data(), *over_freedom = p.over_freedom.data();
    for (int64_t x = 0; x < p.width; ++x) {
        left[x + 1] = left[x] + sums[x];
        left_square[x + 1] = left_square[x] + squares[x];
    }
    const double shift = p.shift;
    const auto normalised = [&](int64_t x, int64_t first, int64_t end) MIM_BODY {
        const double sum = left[end] - left[first], mean = sum * over_count[x];
        const double variance = (left_square[end] - left_square[first] - sum * mean) * over_freedom[x];
        // The comparison lets NaN through.
        return static_cast<Pixel>((row[x] - shift - mean) / std::sqrt((variance < 0 ? 0 : variance) + epsilon));
    };
    // Borders apart, the loop in the middle is one for vectors.
    const int64_t middle = std::min(p.reach, p.width), right = std::max(middle, p.width - p.reach), reach = p.reach;
    for (int64_t x = 0; x < middle; ++x) to[x] = normalised(x, 0, p.end(x, p.width));
    for (int64_t x = middle; x < right; ++x) to[x] = normalised(x, x - reach, x + reach + 1);
    for (int64_t x = right; x < p.width; ++x) to[x] = normalised(x, p.first(x), p.width);
}

template <class Pixel>
MIM_INLINE void normalise_plane(Plane& p, const Pixel* from, Pixel* to) {
    double total = 0;
    for (int64_t x = 0; x < p.width; ++x) total += from[p.height / 2 * p.width + x];
    p.shift = total / static_cast<double>(p.width);
    std::fill(p.sums.begin(), p.sums.end(), 0.0);
    std::fill(p.squares.begin(), p.squares.end(), 0.0);
    int64_t first = 0, end = 0, counted = 0;  // rows that are in the sums
    for (int64_t y = 0; y < p.height; ++y) {
        for (; end < p.end(y, p.height); ++end) add_row(p, from + end * p.width, 1);
        for (; first < p.first(y); ++first) add_row(p, from + first * p.width, -1);
        if (end - first != counted) count_pixels(p, counted = end - first);
        normalise_row(p, from + y * p.width, to + y * p.width);
    }
}

MIM_CLONES void normalise(Plane& p, const float* from, float* to) { normalise_plane(p, from, to); }

MIM_CLONES void normalise(Plane& p, const double* from, double* to) { normalise_plane(p, from, to); }

template <class Pixel>
void normalise_all(const at::Tensor& images, const at::Tensor& normalised, int64_t window) {
    const int64_t height = images.size(2), width = images.size(3);
    const auto* from = images.data_ptr<Pixel>();
    auto* to = normalised.data_ptr<Pixel>();
    at::parallel_for(0, images.size(0) * images.size(1), 1, [&](int64_t begin, int64_t end) {
        Plane plane(height, width, window / 2);
        for (int64_t i = begin; i < end; ++i) normalise(plane, from + i * height * width, to + i * height * width);
    });
}

at::Tensor local_normalisation(const at::Tensor& images, int64_t window) {
    TORCH_CHECK(images.dim() == 4, "mimlab::local_normalisation: images are [B, C, H, W], but these have the shape ", images.sizes());
    TORCH_CHECK(images.is_cpu() && (images.scalar_type() == at::kFloat || images.scalar_type() == at::kDouble),
                "mimlab::local_normalisation: images are float32 or float64 on the CPU, not ", images.scalar_type(), " on ", images.device());
    TORCH_CHECK(window >= 3 && window % 2 == 1, "mimlab::local_normalisation: a window is odd and at least 3, not ", window);
    const auto pixels = images.contiguous();
    const auto normalised = at::empty(pixels.sizes(), pixels.options());
    if (pixels.numel() == 0) return normalised;
    if (pixels.scalar_type() == at::kFloat) normalise_all<float>(pixels, normalised, window);
    else normalise_all<double>(pixels, normalised, window);
    return normalised;
}

TORCH_LIBRARY_FRAGMENT(mimlab, library) {
    library.def("local_normalisation(Tensor images, int window) -> Tensor", TORCH_FN(local_normalisation));
}

}  // namespace
