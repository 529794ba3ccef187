// mimlab::pixel_errors: for every row of a prediction and of the truth, the sum of |p - t| or of (p - t)^2, in one pass over
// both, and in another one for the prediction's gradient: on the CPU with a truth in float32 and predictions in float32 or
// bfloat16. Anything else is composed of libtorch's operators.
#include "mimtorch.h"
#include "vectors.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

namespace {

using mim::Floats;
using mim::Numbers;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Rows {
    int64_t width;
    bool squared;
    Numbers predicted;    // [rows, D]
    const float* truth;   // [rows, D]
};

MIM_INLINE Floats difference(const Rows& r, int64_t at, int64_t count) { return mim::load(r.predicted, at, count) - mim::load(r.truth + at, count); }

MIM_CLONES
void sum_rows(const Rows& r, float* sums, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
        Floats total{};
        mim::across(r.width, [&](int64_t i, int64_t count) MIM_BODY {
            const Floats away = difference(r, row * r.width + i, count);
            total += r.squared ? away * away : mim::where(away < 0.0f, -away, away);
        });
        sums[row] = mim::sum(total);
    }
}

MIM_CLONES
void rows_backward(const Rows& r, const float* of_sums, Numbers of_predicted, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
        const float gradient = of_sums[row];
        mim::across(r.width, [&](int64_t i, int64_t count) MIM_BODY {
            const Floats away = difference(r, row * r.width + i, count), none{};
            const Floats slope = r.squared ? 2.0f * away : mim::where(away > 0.0f, none + 1.0f, mim::where(away < 0.0f, none - 1.0f, none));
            mim::store(of_predicted, row * r.width + i, slope * gradient, count);
        });
    }
}

int64_t rows_at_once(int64_t width) { return std::max<int64_t>(1, 16384 / std::max<int64_t>(1, width)); }

struct PixelErrors : torch::autograd::Function<PixelErrors> {
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& predicted, const at::Tensor& truth, bool squared) {
        const auto ours = predicted.contiguous(), theirs = truth.contiguous();
        const auto sums = at::empty(predicted.sizes().slice(0, predicted.dim() - 1), theirs.options());
        const Rows r{predicted.size(-1), squared, mim::numbers(ours), mim::floats(theirs)};
        at::parallel_for(0, sums.numel(), rows_at_once(r.width), [&](int64_t begin, int64_t end) { sum_rows(r, mim::floats(sums), begin, end); });
        ctx->save_for_backward({ours, theirs});
        ctx->saved_data["squared"] = squared;
        return sums;
    }

    static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
        TORCH_CHECK(!c10::GradMode::is_enabled(), "a gradient through mimlab::pixel_errors cannot be differentiated again");
        const auto saved = ctx->get_saved_variables();
        const auto of_sums = gradients[0].contiguous(), of_predicted = at::empty_like(saved[0]);
        const Rows r{saved[0].size(-1), ctx->saved_data["squared"].toBool(), mim::numbers(saved[0]), mim::floats(saved[1])};
        at::parallel_for(0, of_sums.numel(), rows_at_once(r.width),
                         [&](int64_t begin, int64_t end) { rows_backward(r, mim::floats(of_sums), mim::numbers(of_predicted), begin, end); });
        return {of_predicted, at::Tensor(), at::Tensor()};
    }
};

at::Tensor pixel_errors(const at::Tensor& predicted, const at::Tensor& truth, bool squared) {
    TORCH_CHECK(predicted.dim() >= 1 && predicted.sizes() == truth.sizes(), "mimlab::pixel_errors: the prediction has the shape ", predicted.sizes(),
                ", but the truth has ", truth.sizes());
    const auto type = predicted.scalar_type();
    if (predicted.is_cpu() && truth.is_cpu() && (type == at::kFloat || type == at::kBFloat16) && truth.scalar_type() == at::kFloat && !truth.requires_grad())
        return PixelErrors::apply(predicted, truth, squared);
    const auto away = predicted - truth;
    return (squared ? away.square() : away.abs()).sum(-1);
}

TORCH_LIBRARY_FRAGMENT(mimlab, library) {
    library.def("pixel_errors(Tensor predicted, Tensor truth, bool squared) -> Tensor", TORCH_FN(pixel_errors));
}

}  // namespace
