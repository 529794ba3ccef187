// mimlab::perceptron: gelu(x W1' + b1) W2' + b2, the two-layer perceptron of a transformer block with the exact (erf) GELU.
// On the CPU in float32 and bfloat16 it keeps x and x W1' for the gradient; the GELU, its derivative and the sums for the
// gradient of b1 come from one pass over x W1'. Anything else is composed of libtorch's operators.
#include "mimtorch.h"
#include "products.h"
#include "vectors.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <utility>

namespace {

using mim::Floats;
using mim::Ints;
using mim::Numbers;
using mim::Words;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Normal {
    Floats share;    // of the standard normal distribution below x
    Floats density;  // at x
};

// exp(-x^2 / 2) once, and the share above |x| as a polynomial in 0.3 |x| / (1 + 0.3 |x|) times it, the form of Abramowitz
// and Stegun 7.1.26 fitted here to degree 7: absolute error below 1e-7 in float32.
MIM_INLINE Normal normal(Floats x) {
    const Floats size = (Floats)((Ints)x & 0x7fffffff);
    // Beyond it the share is below 1e-32; denormals are slow.
    const Floats away = mim::where(size > 12.0f, Floats{} + 12.0f, size);
    // A power of two from the exponent bits times 2^rest as a polynomial over [-1/2, 1/2].
    const Floats square = away * away;
    const Floats shifted = square * -0.72134752f + 12582912.0f;  // 1.5 2^23: the last bits are the nearest integer
    const Floats rest = square * -0.72134752f - (shifted - 12582912.0f);
    Floats e = rest * 1.53534643e-4f + 1.339891237e-3f;
    e = e * rest + 9.618437275e-3f;
    e = e * rest + 5.550332372e-2f;
    e = e * rest + 2.402264791e-1f;
    e = e * rest + 6.931472029e-1f;
    e = e * rest + 1.0f;
    e = (Floats)((Ints)e + ((Ints)shifted << 23));

    const Floats scaled = away * 0.3f;
    const Floats t = scaled / (scaled + 1.0f);  // 0 at 0, so that rounding it does not show there
    Floats above = t * -3.887923261e-2f + 2.018008077e-2f;
    above = above * t + 1.584395037e-1f;
    above = above * t - 5.880363365e-2f;
    above = above * t - 6.990742167e-1f;
    above = above * t + 1.447944482f;
    above = above * t - 1.329806981f;
    above = (above * t + 0.5f) * e;
    return {mim::where(x < 0.0f, above, 1.0f - above), mim::where(size > 12.0f, Floats{}, e * 0.39894228f)};
}

// Two vectors of numbers, 32 columns. Of bfloat16 numbers the even columns come first, then the odd ones, which takes no
// shuffling: as 32-bit words, one is the lower half of the word and the other the upper one. Of float32 numbers they are in
// order.
struct Columns {
    Floats first, second;
};

constexpr int64_t columns = 2 * mim::lanes;
constexpr uint32_t upper = 0xffff0000;

MIM_INLINE Columns read(Numbers from, int64_t at, int64_t count) {
    if (!from.low) {
        const float* begin = static_cast<const float*>(from.data) + at;
        return {mim::load(begin, count), mim::load(begin + mim::lanes, std::max<int64_t>(0, count - mim::lanes))};
    }
    Words words{};
    const auto* begin = static_cast<const uint16_t*>(from.data) + at;
    if (count >= columns) memcpy(&words, begin, sizeof words);
    else memcpy(&words, begin, static_cast<size_t>(count) * sizeof(uint16_t));
    return {(Floats)(words << 16), (Floats)(words & upper)};
}

MIM_INLINE Columns read(const float* from) { return {mim::load(from, mim::lanes), mim::load(from + mim::lanes, mim::lanes)}; }

MIM_INLINE void write(Numbers to, int64_t at, Columns values, int64_t count) {
    if (!to.low) {
        float* begin = static_cast<float*>(to.data) + at;
        mim::store(begin, values.first, count);
        mim::store(begin + mim::lanes, values.second, std::max<int64_t>(0, count - mim::lanes));
        return;
    }
    const Words words = (mim::rounded(values.first) >> 16) | (mim::rounded(values.second) & upper);
    auto* begin = static_cast<uint16_t*>(to.data) + at;
    if (count >= columns) memcpy(begin, &words, sizeof words);
    else memcpy(begin, &words, static_cast<size_t>(count) * sizeof(uint16_t));
}

MIM_INLINE void add(float* to, Columns values) {
    mim::store(to, mim::load(to, mim::lanes) + values.first, mim::lanes);
    mim::store(to + mim::lanes, mim::load(to + mim::lanes, mim::lanes) + values.second, mim::lanes);
}

template <class Body>
MIM_INLINE void by_columns(int64_t width, const Body& body) {
    int64_t i = 0;
    for (; i + columns <= width; i += columns) body(i, columns);
    if (i < width) body(i, width - i);
}

int64_t padded(int64_t width) { return (width + columns - 1) / columns * columns; }

// Where column i of a row of float32 numbers goes, so that it meets its like in Columns.
int64_t place(int64_t i, bool low) { return low ? i / columns * columns + i % columns / 2 + i % 2 * mim::lanes : i; }

at::Tensor placed(const at::Tensor& row, bool low) {
    const auto result = at::zeros({padded(row.numel())}, at::kFloat);
    for (int64_t i = 0; i < row.numel(); ++i) result.data_ptr<float>()[place(i, low)] = row.data_ptr<float>()[i];
    return result;
}

at::Tensor in_order(const at::Tensor& row, int64_t width, bool low) {
    const auto result = at::empty({width}, at::kFloat);
    for (int64_t i = 0; i < width; ++i) result.data_ptr<float>()[i] = row.data_ptr<float>()[place(i, low)];
    return result;
}

MIM_CLONES
void gelu_rows(Numbers product, const float* bias, Numbers hidden, int64_t width, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
        by_columns(width, [&](int64_t i, int64_t count) MIM_BODY {
            const Columns x = read(product, row * width + i, count), shift = read(bias + i);
            const Floats first = x.first + shift.first, second = x.second + shift.second;
            write(hidden, row * width + i, {first * normal(first).share, second * normal(second).share}, count);
        });
    }
}

// `gradient` turns from that of the GELU into that of the product; `hidden` is the GELU again; `sums` grows by the former.
MIM_CLONES
void gelu_rows_backward(Numbers product, const float* bias, Numbers gradient, Numbers hidden, float* sums, int64_t width, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
        by_columns(width, [&](int64_t i, int64_t count) MIM_BODY {
            const Columns x = read(product, row * width + i, count), shift = read(bias + i), outer = read(gradient, row * width + i, count);
            const Floats first = x.first + shift.first, second = x.second + shift.second;
            const Normal one = normal(first), two = normal(second);
            const Columns result = {outer.first * (one.share + first * one.density), outer.second * (two.share + second * two.density)};
            write(hidden, row * width + i, {first * one.share, second * two.share}, count);
            write(gradient, row * width + i, result, count);
            add(sums + i, result);
        });
    }
}

MIM_CLONES
void sum_rows(Numbers values, float* sums, int64_t width, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
        by_columns(width, [&](int64_t i, int64_t count) MIM_BODY { add(sums + i, read(values, row * width + i, count)); });
}

bool is_low(const at::Tensor& tensor) { return tensor.scalar_type() == at::kBFloat16; }

at::Tensor gelu(const at::Tensor& product, const at::Tensor& bias) {
    const auto hidden = at::empty_like(product), shift = placed(bias, is_low(product));
    const int64_t width = product.size(1);
    at::parallel_for(0, product.size(0), std::max<int64_t>(1, 4096 / std::max<int64_t>(1, width)), [&](int64_t begin, int64_t end) {
        gelu_rows(mim::numbers(product), mim::floats(shift), mim::numbers(hidden), width, begin, end);
    });
    return hidden;
}

// Turns the gradient of the GELU, in place, into that of the product; gives the GELU again, and the gradient of the bias.
std::pair<at::Tensor, at::Tensor> gelu_backward_(const at::Tensor& gradient, const at::Tensor& product, const at::Tensor& bias) {
    const auto hidden = at::empty_like(product), shift = placed(bias, is_low(product));
    const int64_t width = product.size(1);
    mim::ColumnSums sums(product.size(0), padded(width), 1);
    sums.over_blocks([&](int64_t begin, int64_t end, float* block) {
        gelu_rows_backward(mim::numbers(product), mim::floats(shift), mim::numbers(gradient), mim::numbers(hidden), block, width, begin, end);
    });
    return {hidden, in_order(sums.total(0), width, is_low(product))};
}

// Matrix products below take the types they are given.
using WithoutAutocast = c10::impl::ExcludeDispatchKeyGuard;

struct Perceptron : torch::autograd::Function<Perceptron> {
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight1, const at::Tensor& bias1, const at::Tensor& weight2,
                              const at::Tensor& bias2, at::ScalarType type) {
        WithoutAutocast guard(c10::DispatchKey::AutocastCPU);
        const auto rows = x.to(type).reshape({-1, x.size(-1)});
        const auto first = weight1.to(type), second = weight2.to(type), shift = bias1.to(at::kFloat).contiguous();
        const auto product = rows.mm(first.t());                                          // [rows, hidden]
        const auto output = mim::affine(gelu(product, shift), second, bias2.to(type));  // [rows, out]
        ctx->save_for_backward({rows, first, shift, second, product});
        ctx->saved_data["shape"] = x.sizes().vec();
        variable_list inputs{x, weight1, bias1, weight2, bias2};
        for (size_t i = 0; i < inputs.size(); ++i)
            ctx->saved_data[std::to_string(i)] = inputs[i].requires_grad() ? static_cast<int64_t>(inputs[i].scalar_type()) : int64_t{-1};
        auto shape = x.sizes().vec();
        shape.back() = weight2.size(0);
        return output.view(shape);
    }

    static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
        TORCH_CHECK(!c10::GradMode::is_enabled(), "a gradient through mimlab::perceptron cannot be differentiated again");
        WithoutAutocast guard(c10::DispatchKey::AutocastCPU);
        const auto saved = ctx->get_saved_variables();
        const auto &rows = saved[0], &first = saved[1], &shift = saved[2], &second = saved[3], &product = saved[4];
        const auto wanted = [&](int i) { return ctx->saved_data[std::to_string(i)].toInt() >= 0; };
        const auto typed = [&](int i, const at::Tensor& gradient) {
            return gradient.to(static_cast<at::ScalarType>(ctx->saved_data[std::to_string(i)].toInt()), false, false, at::MemoryFormat::Contiguous);
        };
        variable_list result(6);

        const auto of_output = gradients[0].to(product.scalar_type()).reshape({product.size(0), second.size(0)}).contiguous();
        const auto of_product = of_output.mm(second);                                     // [rows, hidden], of the GELU at first
        const auto [hidden, of_bias] = gelu_backward_(of_product, product, shift);
        if (wanted(4)) result[4] = typed(4, mim::column_sum(of_output));
        if (wanted(3)) result[3] = typed(3, mim::weight_gradient(of_output, hidden));
        if (wanted(2)) result[2] = typed(2, of_bias);
        if (wanted(1)) result[1] = typed(1, mim::weight_gradient(of_product, rows));
        if (wanted(0)) result[0] = typed(0, of_product.mm(first)).view(ctx->saved_data["shape"].toIntVector());
        return result;
    }
};

at::Tensor perceptron(const at::Tensor& x, const at::Tensor& weight1, const at::Tensor& bias1, const at::Tensor& weight2, const at::Tensor& bias2,
                      mim::Optional<at::ScalarType> dtype) {
    TORCH_CHECK(x.dim() >= 1 && weight1.dim() == 2 && weight2.dim() == 2 && weight1.size(1) == x.size(-1) && weight2.size(1) == weight1.size(0) &&
                    bias1.sizes() == weight1.sizes().slice(0, 1) && bias2.sizes() == weight2.sizes().slice(0, 1),
                "mimlab::perceptron: weights of the shapes ", weight1.sizes(), " and ", weight2.sizes(), " with biases of ", bias1.sizes(), " and ",
                bias2.sizes(), " do not fit x of ", x.sizes(), " or each other");
    const auto type = dtype.value_or(x.scalar_type());
    const bool one_type = dtype.has_value() || (weight1.scalar_type() == type && weight2.scalar_type() == type);
    bool here = type == at::kFloat || type == at::kBFloat16;
    for (const auto* tensor : {&x, &weight1, &bias1, &weight2, &bias2}) here = here && tensor->is_cpu() && tensor->is_floating_point();
    if (here && one_type) return Perceptron::apply(x, weight1, bias1, weight2, bias2, type);
    return at::linear(at::gelu(at::linear(x, weight1, bias1)), weight2, bias2);
}

TORCH_LIBRARY_FRAGMENT(mimlab, library) {
    library.def("perceptron(Tensor x, Tensor weight1, Tensor bias1, Tensor weight2, Tensor bias2, ScalarType? dtype) -> Tensor", TORCH_FN(perceptron));
}

}  // namespace

at::Tensor mim::column_sum(const at::Tensor& rows) {
    const int64_t width = rows.size(1);
    mim::ColumnSums sums(rows.size(0), padded(width), 1);
    sums.over_blocks([&](int64_t begin, int64_t end, float* block) { sum_rows(mim::numbers(rows), block, width, begin, end); });
    return in_order(sums.total(0), width, is_low(rows));
}

