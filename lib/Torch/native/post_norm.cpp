// mimlab::add_normed: the residual stream of SwinV2's "res-post-norm" blocks, x + scale (norm(branch) weight + bias), in one
// pass over memory each way on the CPU with a float32 stream and branches in float32 or bfloat16; anything else is composed of
// libtorch's operators. scale [B] is drop path.
#include "mimtorch.h"
#include "vectors.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cmath>

namespace {

using mim::Floats;
using mim::Numbers;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using MaybeTensor = mim::Optional<at::Tensor>;

struct Rows {
    int64_t width;
    int64_t per_sample;   // rows that share an element of scale
    Numbers branch;       // [rows, D]
    const float* scale;   // [samples] or none
    const float* weight;  // [D]
    float* mean;          // [rows], of the branch
    float* deviation;     // [rows], one over it
};

MIM_CLONES
void add_normed_rows(const Rows& r, const float* x, const float* bias, float* sum, float epsilon, int64_t begin, int64_t end) {
    const int64_t width = r.width;
    for (int64_t row = begin; row < end; ++row) {
        const int64_t start = row * width;
        const float scale = r.scale == nullptr ? 1.0f : r.scale[row / r.per_sample];
        Floats total{}, square{};
        mim::across(width, [&](int64_t i, int64_t count) MIM_BODY { total += mim::load(r.branch, start + i, count); });
        const float mean = mim::sum(total) / static_cast<float>(width);
        mim::across(width, [&](int64_t i, int64_t count) MIM_BODY {
            const Floats away = mim::where(mim::first(count), mim::load(r.branch, start + i, count) - mean, Floats{});
            square += away * away;
        });
        const float deviation = 1.0f / std::sqrt(mim::sum(square) / static_cast<float>(width) + epsilon);
        mim::across(width, [&](int64_t i, int64_t count) MIM_BODY {
            const Floats unit = (mim::load(r.branch, start + i, count) - mean) * deviation;
            const Floats normed = unit * mim::load(r.weight + i, count) + mim::load(bias + i, count);
            mim::store(sum + start + i, mim::load(x + start + i, count) + normed * scale, count);
        });
        r.mean[row] = mean;
        r.deviation[row] = deviation;
    }
}

// `of_weight` and `of_bias` are sums over a block of rows, or none; `of_branch` may be none.
MIM_CLONES
void add_normed_rows_backward(const Rows& r, const float* of_sum, Numbers of_branch, float* of_weight, float* of_bias, int64_t begin, int64_t end) {
    const int64_t width = r.width;
    for (int64_t row = begin; row < end; ++row) {
        const int64_t start = row * width;
        const float scale = r.scale == nullptr ? 1.0f : r.scale[row / r.per_sample], mean = r.mean[row], deviation = r.deviation[row];
        Floats all{}, along{};
        mim::across(width, [&](int64_t i, int64_t count) MIM_BODY {
            const Floats unit = (mim::load(r.branch, start + i, count) - mean) * deviation;
            const Floats gradient = mim::load(of_sum + start + i, count) * scale;
            const Floats weighted = gradient * mim::load(r.weight + i, count);
            all += weighted;
            along += weighted * unit;
            if (of_weight == nullptr) return;
            mim::store(of_weight + i, mim::load(of_weight + i, mim::lanes) + gradient * unit, mim::lanes);
            mim::store(of_bias + i, mim::load(of_bias + i, mim::lanes) + gradient, mim::lanes);
        });
        if (of_branch.data == nullptr) continue;
        const float average = mim::sum(all) / static_cast<float>(width), slope = mim::sum(along) / static_cast<float>(width);
        mim::across(width, [&](int64_t i, int64_t count) MIM_BODY {
            const Floats unit = (mim::load(r.branch, start + i, count) - mean) * deviation;
            const Floats weighted = mim::load(of_sum + start + i, count) * scale * mim::load(r.weight + i, count);
            mim::store(of_branch, start + i, (weighted - average - unit * slope) * deviation, count);
        });
    }
}

struct PostNorm : torch::autograd::Function<PostNorm> {
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& branch, const MaybeTensor& scale, const at::Tensor& weight,
                              const at::Tensor& bias, double epsilon) {
        const int64_t width = x.size(-1), rows = width == 0 ? 0 : x.numel() / width;
        const auto stream = x.contiguous(), added = branch.contiguous(), slope = weight.contiguous(), shift = bias.contiguous();
        const auto sample_scale = scale.has_value() ? scale->to(at::kFloat).contiguous() : at::Tensor();
        const auto sum = at::empty_like(stream), mean = at::empty({rows}, x.options()), deviation = at::empty({rows}, x.options());
        const auto r = view(added, sample_scale, slope, mean, deviation);
        at::parallel_for(0, rows, std::max<int64_t>(1, 16384 / std::max<int64_t>(1, width)), [&](int64_t begin, int64_t end) {
            add_normed_rows(r, mim::floats(stream), mim::floats(shift), mim::floats(sum), static_cast<float>(epsilon), begin, end);
        });
        ctx->save_for_backward({added, sample_scale, slope, mean, deviation});
        ctx->saved_data["x"] = x.requires_grad();
        ctx->saved_data["branch"] = branch.requires_grad();
        ctx->saved_data["norm"] = weight.requires_grad() || bias.requires_grad();
        return sum;
    }

    static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
        TORCH_CHECK(!c10::GradMode::is_enabled(), "a gradient through mimlab::add_normed cannot be differentiated again");
        const auto saved = ctx->get_saved_variables();
        const auto of_sum = gradients[0].contiguous();
        const auto r = view(saved[0], saved[1], saved[2], saved[3], saved[4]);
        const bool norm = ctx->saved_data["norm"].toBool();
        variable_list result(6);
        if (ctx->saved_data["x"].toBool()) result[0] = of_sum;
        if (ctx->saved_data["branch"].toBool()) result[1] = at::empty_like(saved[0]);
        mim::ColumnSums sums(saved[3].numel(), r.width, 2);
        sums.over_blocks([&](int64_t begin, int64_t end, float* block) {
            add_normed_rows_backward(r, mim::floats(of_sum), mim::numbers(result[1]), norm ? block : nullptr, block + sums.stride(), begin, end);
        });
        if (norm) {
            result[3] = sums.total(0);
            result[4] = sums.total(1);
        }
        return result;
    }

private:
    static Rows view(const at::Tensor& branch, const at::Tensor& scale, const at::Tensor& weight, const at::Tensor& mean, const at::Tensor& deviation) {
        const int64_t samples = scale.defined() ? std::max<int64_t>(1, scale.numel()) : 1;
        return {weight.numel(), std::max<int64_t>(1, mean.numel() / samples), mim::numbers(branch), mim::floats(scale), mim::floats(weight),
                mim::floats(mean), mim::floats(deviation)};
    }
};

at::Tensor add_normed(const at::Tensor& x, const at::Tensor& branch, const MaybeTensor& scale, const at::Tensor& weight, const at::Tensor& bias, double epsilon,
                      bool mixed) {
    TORCH_CHECK(x.dim() >= 1 && branch.sizes() == x.sizes(), "mimlab::add_normed: the branch has the shape ", branch.sizes(), ", but x has ", x.sizes());
    const auto width = x.sizes().slice(x.dim() - 1);
    TORCH_CHECK(weight.sizes() == width && bias.sizes() == width, "mimlab::add_normed: weight and bias have the shapes ", weight.sizes(), " and ", bias.sizes(),
                ", but x has ", x.sizes());
    TORCH_CHECK(!scale.has_value() || (x.dim() >= 2 && scale->sizes() == x.sizes().slice(0, 1)), "mimlab::add_normed: scale has ", scale.has_value() ? scale->numel() : 0,
                " numbers, but x has the shape ", x.sizes(), ": it holds one number for each sample");
    const auto is = [](const at::Tensor& tensor, bool low) {
        return tensor.is_cpu() && (tensor.scalar_type() == at::kFloat || (low && tensor.scalar_type() == at::kBFloat16));
    };
    const bool fixed_scale = !scale.has_value() || (scale->is_cpu() && !scale->requires_grad());
    if (is(x, mixed) && is(branch, true) && is(weight, false) && is(bias, false) && fixed_scale)
        return PostNorm::apply(x.to(at::kFloat), branch, scale, weight, bias, epsilon);
    const auto normed = at::layer_norm(branch, width, weight, bias, epsilon);
    if (!scale.has_value()) return x + normed;
    std::vector<int64_t> shape(x.dim(), 1);
    shape[0] = x.size(0);
    return x + normed * scale->view(shape);
}

TORCH_LIBRARY_FRAGMENT(mimlab, library) {
    // `mixed`: whether a bfloat16 stream may become float32, as in mixed precision.
    library.def("add_normed(Tensor x, Tensor branch, Tensor? scale, Tensor weight, Tensor bias, float epsilon, bool mixed) -> Tensor", TORCH_FN(add_normed));
}

}  // namespace
