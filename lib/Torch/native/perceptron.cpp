// mimlab::perceptron: gelu(x W1' + b1) W2' + b2, the two-layer perceptron of a transformer block with the exact (erf) GELU.
// On the CPU in float32 and bfloat16 it keeps x and x W1' for the gradient; the GELU, its derivative and the sums for the
// gradient of b1 come from one pass over x W1'. Anything else is composed of libtorch's operators.
#include "mimtorch.h"
#include "vectors.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <utility>

namespace {

using mim::Floats;
using mim::Ints;
using mim::Numbers;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Normal {
    Floats share;    // of the standard normal distribution below x
    Floats density;  // at x
};

// exp(-x^2 / 2) once, and the share above |x| as a polynomial times it (erfcx over the rational variable of Shepherd and
// Laframboise 1981, Math. Comp. 36, fitted here to degree 10): absolute error below 1e-7 in float32.
MIM_INLINE Normal normal(Floats x) {
    const Floats size = mim::where(x < 0.0f, -x, x);
    const Floats away = mim::where(size > 13.0f, Floats{} + 13.0f, size);  // beyond it the share is below 1e-38
    const Floats exponent = away * away * -0.5f;
    // exp: a power of two from the exponent bits times a polynomial over [-ln 2 / 2, ln 2 / 2].
    const Floats shifted = exponent * 1.44269504f + 12582912.0f;  // 1.5 2^23: the last bits are the nearest integer
    const Floats power = shifted - 12582912.0f;
    const Floats rest = (exponent - power * 0.693359375f) + power * 2.12194440e-4f;
    Floats e = rest * 1.98412698e-4f + 1.38888889e-3f;
    e = e * rest + 8.33333333e-3f;
    e = e * rest + 4.16666667e-2f;
    e = e * rest + 1.66666667e-1f;
    e = e * rest + 0.5f;
    e = e * rest * rest + rest + 1.0f;
    e = (Floats)((Ints)e + ((Ints)shifted << 23));

    const Floats t = (away - 3.5f) / (away + 3.5f);
    Floats above = t * -1.205744145e-5f - 4.017139617e-5f;
    above = above * t + 1.243751788e-4f;
    above = above * t + 3.749083367e-4f;
    above = above * t - 1.377745711e-3f;
    above = above * t - 1.554421267e-3f;
    above = above * t + 1.906501488e-2f;
    above = above * t - 6.164068506e-2f;
    above = above * t + 1.25855281e-1f;
    above = above * t - 1.871396357e-1f;
    above = above * t + 1.063451536e-1f;
    above *= e;
    return {mim::where(x < 0.0f, above, 1.0f - above), e * 0.39894228f};
}

MIM_CLONES
void gelu_rows(Numbers product, const float* bias, Numbers hidden, int64_t width, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
        for (int64_t i = 0; i < width; i += mim::lanes) {
            const Floats x = mim::load(product, row * width + i, width - i) + mim::load(bias + i, width - i);
            mim::store(hidden, row * width + i, x * normal(x).share, width - i);
        }
    }
}

// `gradient` turns from that of the GELU into that of the product; `hidden` is the GELU again; `sums` [D] grows by the former.
MIM_CLONES
void gelu_rows_backward(Numbers product, const float* bias, Numbers gradient, Numbers hidden, float* sums, int64_t width, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
        for (int64_t i = 0; i < width; i += mim::lanes) {
            const Floats x = mim::load(product, row * width + i, width - i) + mim::load(bias + i, width - i);
            const Normal at = normal(x);
            const Floats result = mim::load(gradient, row * width + i, width - i) * (at.share + x * at.density);
            mim::store(hidden, row * width + i, x * at.share, width - i);
            mim::store(gradient, row * width + i, result, width - i);
            mim::store(sums + i, mim::load(sums + i, mim::lanes) + result, mim::lanes);
        }
    }
}

MIM_CLONES
void sum_rows(Numbers values, float* sums, int64_t width, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
        for (int64_t i = 0; i < width; i += mim::lanes)
            mim::store(sums + i, mim::load(sums + i, mim::lanes) + mim::load(values, row * width + i, width - i), mim::lanes);
}

at::Tensor column_sum(const at::Tensor& rows) {
    mim::ColumnSums sums(rows.size(0), rows.size(1), 1);
    sums.over_blocks([&](int64_t begin, int64_t end, float* block) { sum_rows(mim::numbers(rows), block, rows.size(1), begin, end); });
    return sums.total(0);
}

at::Tensor gelu(const at::Tensor& product, const at::Tensor& bias) {
    const auto hidden = at::empty_like(product);
    const int64_t width = product.size(1);
    at::parallel_for(0, product.size(0), std::max<int64_t>(1, 4096 / std::max<int64_t>(1, width)), [&](int64_t begin, int64_t end) {
        gelu_rows(mim::numbers(product), bias.data_ptr<float>(), mim::numbers(hidden), width, begin, end);
    });
    return hidden;
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
        const auto output = at::addmm(bias2.to(type), gelu(product, shift), second.t());  // [rows, out]
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
        const auto typed = [&](int i, const at::Tensor& gradient) { return gradient.to(static_cast<at::ScalarType>(ctx->saved_data[std::to_string(i)].toInt())); };
        variable_list result(6);

        const auto of_output = gradients[0].to(product.scalar_type()).reshape({product.size(0), second.size(0)}).contiguous();
        const auto of_product = of_output.mm(second);                                     // [rows, hidden], of the GELU at first
        const auto hidden = at::empty_like(product);
        const int64_t width = product.size(1);
        mim::ColumnSums sums(product.size(0), width, 1);
        sums.over_blocks([&](int64_t begin, int64_t end, float* block) {
            gelu_rows_backward(mim::numbers(product), mim::floats(shift), mim::numbers(of_product), mim::numbers(hidden), block, width, begin, end);
        });
        if (wanted(4)) result[4] = typed(4, column_sum(of_output));
        if (wanted(3)) result[3] = typed(3, of_output.t().mm(hidden));
        if (wanted(2)) result[2] = typed(2, sums.total(0));
        if (wanted(1)) result[1] = typed(1, of_product.t().mm(rows));
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
