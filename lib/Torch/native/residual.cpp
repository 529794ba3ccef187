// mimlab::add_norm and mimlab::add_branch: the residual stream of a pre-norm transformer block,
//   sum = x + scale gamma branch,  normed = norm(sum) weight + bias,
// in one pass over memory each way, on the CPU in float32 with branches and norms in float32 or bfloat16; anything else is
// composed of libtorch's operators. gamma [D] is layer scale, scale [B] drop path.
#include "mimtorch.h"
#include "vectors.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cmath>
#include <tuple>

namespace {

using mim::Floats;
using mim::Numbers;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using MaybeTensor = mim::Optional<at::Tensor>;

at::Tensor get(const MaybeTensor& tensor) { return tensor.has_value() ? *tensor : at::Tensor(); }

struct Rows {
    int64_t width;
    int64_t per_sample;   // rows that share an element of scale
    float epsilon;
    const float* x;       // the stream before the branch
    Numbers branch;       // [rows, D] or none
    const float* gamma;   // [D] or none
    const float* scale;   // [samples] or none
    const float* weight;  // [D] or none, and then no norm either
    const float* bias;    // [D]
    float* sum;           // [rows, D]; x itself without a branch
    Numbers normed;       // [rows, D]
    float* mean;          // [rows]
    float* deviation;     // [rows], one over it
};

struct Gradients {
    const float* sum;     // [rows, D] or none
    Numbers normed;       // [rows, D] or none
    float* x;             // [rows, D] or none
    Numbers branch;       // [rows, D] or none
    float* gamma;         // column sums of a block, each [D] or none
    float* weight;
    float* bias;
};

MIM_CLONES
void add_rows(const Rows& r, int64_t begin, int64_t end) {
    const int64_t width = r.width;
    for (int64_t row = begin; row < end; ++row) {
        const float scale = r.scale == nullptr ? 1.0f : r.scale[row / r.per_sample];
        float* values = r.sum + row * width;
        Floats total{}, square{};
        mim::across(width, [&](int64_t i, int64_t count) MIM_BODY {
            Floats value = mim::load(r.x + row * width + i, count);
            if (r.branch.data != nullptr) {
                Floats branch = mim::load(r.branch, row * width + i, count) * scale;
                if (r.gamma != nullptr) branch *= mim::load(r.gamma + i, count);
                value += branch;
                mim::store(values + i, value, count);
            }
            total += value;
        });
        if (r.weight == nullptr) continue;
        const float mean = mim::sum(total) / static_cast<float>(width);
        mim::across(width, [&](int64_t i, int64_t count) MIM_BODY {
            const Floats away = mim::where(mim::first(count), mim::load(values + i, count) - mean, Floats{});
            square += away * away;
        });
        const float deviation = 1.0f / std::sqrt(mim::sum(square) / static_cast<float>(width) + r.epsilon);
        mim::across(width, [&](int64_t i, int64_t count) MIM_BODY {
            const Floats value = (mim::load(values + i, count) - mean) * deviation;
            mim::store(r.normed, row * width + i, value * mim::load(r.weight + i, count) + mim::load(r.bias + i, count), count);
        });
        r.mean[row] = mean;
        r.deviation[row] = deviation;
    }
}

MIM_CLONES
void add_rows_backward(const Rows& r, const Gradients& g, int64_t begin, int64_t end) {
    const int64_t width = r.width;
    for (int64_t row = begin; row < end; ++row) {
        const int64_t start = row * width;
        const float scale = r.scale == nullptr ? 1.0f : r.scale[row / r.per_sample];
        const bool norm = g.normed.data != nullptr;
        const float mean = norm ? r.mean[row] : 0.0f, deviation = norm ? r.deviation[row] : 0.0f;
        float average = 0, slope = 0;  // of the gradient over the row, and along the normalised row
        if (norm) {
            Floats all{}, along{};
            mim::across(width, [&](int64_t i, int64_t count) MIM_BODY {
                const Floats unit = (mim::load(r.sum + start + i, count) - mean) * deviation;
                const Floats gradient = mim::load(g.normed, start + i, count);
                const Floats weighted = gradient * mim::load(r.weight + i, count);
                all += weighted;
                along += weighted * unit;
                if (g.weight == nullptr) return;
                mim::store(g.weight + i, mim::load(g.weight + i, mim::lanes) + gradient * unit, mim::lanes);
                mim::store(g.bias + i, mim::load(g.bias + i, mim::lanes) + gradient, mim::lanes);
            });
            average = mim::sum(all) / static_cast<float>(width);
            slope = mim::sum(along) / static_cast<float>(width);
        }
        mim::across(width, [&](int64_t i, int64_t count) MIM_BODY {
            Floats gradient{};
            if (g.sum != nullptr) gradient = mim::load(g.sum + start + i, count);
            if (norm) {
                const Floats unit = (mim::load(r.sum + start + i, count) - mean) * deviation;
                const Floats weighted = mim::load(g.normed, start + i, count) * mim::load(r.weight + i, count);
                gradient += (weighted - average - unit * slope) * deviation;
            }
            if (g.x != nullptr) mim::store(g.x + start + i, gradient, count);
            gradient *= scale;
            if (g.gamma != nullptr) {
                const Floats product = mim::where(mim::first(count), gradient * mim::load(r.branch, start + i, count), Floats{});
                mim::store(g.gamma + i, mim::load(g.gamma + i, mim::lanes) + product, mim::lanes);
            }
            if (g.branch.data == nullptr) return;
            if (r.gamma != nullptr) gradient *= mim::load(r.gamma + i, count);
            mim::store(g.branch, start + i, gradient, count);
        });
    }
}

// Results: the sum, and where there is a weight the norm.
struct Residual : torch::autograd::Function<Residual> {
    static variable_list forward(AutogradContext* ctx, const at::Tensor& x, const MaybeTensor& branch, const MaybeTensor& gamma,
                                 const MaybeTensor& scale, const MaybeTensor& weight, const MaybeTensor& bias, double epsilon, at::ScalarType type) {
        const int64_t width = x.size(-1), rows = width == 0 ? 0 : x.numel() / width;
        const auto stream = x.contiguous(), added = branch.has_value() ? branch->contiguous() : at::Tensor();
        const auto layer_scale = gamma.has_value() ? gamma->contiguous() : at::Tensor();
        const auto sample_scale = scale.has_value() ? scale->to(at::kFloat).contiguous() : at::Tensor();
        const auto slope = weight.has_value() ? weight->contiguous() : at::Tensor();
        const auto shift = bias.has_value() ? bias->contiguous() : at::Tensor();
        const bool norm = slope.defined();

        Rows r{width, sample_scale.defined() ? std::max<int64_t>(1, rows / std::max<int64_t>(1, sample_scale.numel())) : 1, static_cast<float>(epsilon)};
        const auto sum = added.defined() ? at::empty_like(stream) : x.is_contiguous() ? x : stream;
        at::Tensor normed, mean, deviation;
        if (norm) {
            normed = at::empty(x.sizes(), x.options().dtype(type));
            mean = at::empty({rows}, x.options());
            deviation = at::empty({rows}, x.options());
        }
        r.x = stream.data_ptr<float>();
        r.branch = mim::numbers(added);
        r.gamma = mim::floats(layer_scale);
        r.scale = mim::floats(sample_scale);
        r.weight = mim::floats(slope);
        r.bias = mim::floats(shift);
        r.sum = sum.data_ptr<float>();
        r.normed = mim::numbers(normed);
        r.mean = mim::floats(mean);
        r.deviation = mim::floats(deviation);
        at::parallel_for(0, rows, std::max<int64_t>(1, 16384 / std::max<int64_t>(1, width)), [&](int64_t begin, int64_t end) { add_rows(r, begin, end); });

        const bool learns_gamma = layer_scale.defined() && gamma->requires_grad();
        ctx->save_for_backward({norm ? sum : at::Tensor(), mean, deviation, slope, learns_gamma ? added : at::Tensor(), layer_scale, sample_scale});
        ctx->saved_data["x"] = x.requires_grad();
        ctx->saved_data["branch"] = added.defined() && branch->requires_grad();
        ctx->saved_data["type"] = static_cast<int64_t>(added.defined() ? added.scalar_type() : at::kFloat);
        ctx->saved_data["gamma"] = learns_gamma;
        ctx->saved_data["norm"] = norm && (weight->requires_grad() || bias->requires_grad());
        ctx->set_materialize_grads(false);
        return norm ? variable_list{sum, normed} : variable_list{sum};
    }

    static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
        TORCH_CHECK(!c10::GradMode::is_enabled(), "a gradient through mimlab::add_norm cannot be differentiated again");
        const auto saved = ctx->get_saved_variables();
        const auto &sum = saved[0], &mean = saved[1], &deviation = saved[2], &weight = saved[3], &branch = saved[4], &gamma = saved[5], &scale = saved[6];
        const bool of_x = ctx->saved_data["x"].toBool(), of_branch = ctx->saved_data["branch"].toBool();
        const bool of_gamma = ctx->saved_data["gamma"].toBool(), of_norm = ctx->saved_data["norm"].toBool();
        const auto d_sum = gradients[0].defined() ? gradients[0].contiguous() : at::Tensor();
        const auto d_normed = gradients.size() > 1 && gradients[1].defined() ? gradients[1].contiguous() : at::Tensor();
        variable_list result(8);
        const auto& some = d_sum.defined() ? d_sum : d_normed;
        if (!some.defined()) return result;

        const int64_t width = some.size(-1), rows = width == 0 ? 0 : some.numel() / width;
        const bool passes = !d_normed.defined();  // then the gradient of x is that of the sum
        if (of_x) result[0] = passes ? d_sum : at::empty(some.sizes(), some.options().dtype(at::kFloat));
        if (of_branch) result[1] = at::empty(some.sizes(), some.options().dtype(static_cast<at::ScalarType>(ctx->saved_data["type"].toInt())));
        Rows r{width, scale.defined() ? std::max<int64_t>(1, rows / std::max<int64_t>(1, scale.numel())) : 1, 0};
        r.sum = mim::floats(sum);
        r.mean = mim::floats(mean);
        r.deviation = mim::floats(deviation);
        r.weight = mim::floats(weight);
        r.branch = mim::numbers(branch);
        r.gamma = mim::floats(gamma);
        r.scale = mim::floats(scale);
        const bool wants_norm = of_norm && !passes;
        mim::ColumnSums sums(rows, width, 3);
        sums.over_blocks([&](int64_t begin, int64_t end, float* block) {
            add_rows_backward(r, {mim::floats(d_sum), mim::numbers(d_normed), of_x && !passes ? mim::floats(result[0]) : nullptr, mim::numbers(result[1]),
                                  of_gamma ? block : nullptr, wants_norm ? block + sums.stride() : nullptr, wants_norm ? block + 2 * sums.stride() : nullptr},
                              begin, end);
        });
        if (of_gamma) result[2] = sums.total(0);
        if (wants_norm) {
            result[4] = sums.total(1);
            result[5] = sums.total(2);
        }
        return result;
    }
};

bool is_float(const MaybeTensor& tensor) { return !tensor.has_value() || (tensor->is_cpu() && tensor->scalar_type() == at::kFloat); }

bool is_fused_type(at::ScalarType type) { return type == at::kFloat || type == at::kBFloat16; }

// What the fused pass takes; a bfloat16 stream only where it may become float32, in mixed precision.
bool is_fused(const at::Tensor& x, const MaybeTensor& branch, const MaybeTensor& gamma, const MaybeTensor& scale, const MaybeTensor& weight,
              const MaybeTensor& bias, bool mixed) {
    return x.is_cpu() && (x.scalar_type() == at::kFloat || (mixed && x.scalar_type() == at::kBFloat16)) &&
           (!branch.has_value() || (branch->is_cpu() && is_fused_type(branch->scalar_type()))) && is_float(gamma) &&
           (!scale.has_value() || (scale->is_cpu() && !scale->requires_grad())) && is_float(weight) && is_float(bias);
}

void check(const char* name, const at::Tensor& x, const MaybeTensor& branch, const MaybeTensor& gamma, const MaybeTensor& scale) {
    TORCH_CHECK(x.dim() >= 1, name, ": x needs at least one dimension");
    TORCH_CHECK(!branch.has_value() || branch->sizes() == x.sizes(), name, ": the branch has the shape ", get(branch).sizes(), ", but x has ", x.sizes());
    TORCH_CHECK(branch.has_value() || !(gamma.has_value() || scale.has_value()), name, ": gamma and scale are of a branch, but there is none");
    TORCH_CHECK(!gamma.has_value() || gamma->sizes() == x.sizes().slice(x.dim() - 1), name, ": gamma has the shape ", get(gamma).sizes(), ", but x has ", x.sizes());
    TORCH_CHECK(!scale.has_value() || (x.dim() >= 2 && scale->sizes() == x.sizes().slice(0, 1)), name, ": scale has the shape ", get(scale).sizes(),
                ", but x has ", x.sizes(), ": it holds one number for each sample");
}

at::Tensor compose_sum(const at::Tensor& x, const MaybeTensor& branch, const MaybeTensor& gamma, const MaybeTensor& scale) {
    if (!branch.has_value()) return x;
    auto added = *branch;
    if (gamma.has_value()) added = added * *gamma;
    if (scale.has_value()) {
        std::vector<int64_t> shape(x.dim(), 1);
        shape[0] = x.size(0);
        added = added * scale->view(shape);
    }
    return x + added;
}

std::tuple<at::Tensor, at::Tensor> add_norm(const at::Tensor& x, const MaybeTensor& branch, const MaybeTensor& gamma, const MaybeTensor& scale,
                                            const at::Tensor& weight, const at::Tensor& bias, double epsilon, mim::Optional<at::ScalarType> dtype) {
    check("mimlab::add_norm", x, branch, gamma, scale);
    const auto width = x.sizes().slice(x.dim() - 1);
    TORCH_CHECK(weight.sizes() == width && bias.sizes() == width, "mimlab::add_norm: weight and bias have the shapes ", weight.sizes(), " and ", bias.sizes(),
                ", but x has ", x.sizes());
    const bool mixed = dtype == at::kBFloat16;
    if (is_fused(x, branch, gamma, scale, weight, bias, mixed) && is_fused_type(dtype.value_or(at::kFloat))) {
        const auto results = Residual::apply(x.to(at::kFloat), branch, gamma, scale, MaybeTensor(weight), MaybeTensor(bias), epsilon, dtype.value_or(at::kFloat));
        return {results[0], results[1]};
    }
    const auto sum = compose_sum(x, branch, gamma, scale);
    const auto normed = at::layer_norm(sum, width, weight, bias, epsilon);
    return {sum, dtype.has_value() ? normed.to(*dtype) : normed};
}

at::Tensor add_branch(const at::Tensor& x, const at::Tensor& branch, const MaybeTensor& gamma, const MaybeTensor& scale) {
    check("mimlab::add_branch", x, branch, gamma, scale);
    if (is_fused(x, branch, gamma, scale, {}, {}, false))
        return Residual::apply(x, MaybeTensor(branch), gamma, scale, MaybeTensor(), MaybeTensor(), 0.0, at::kFloat)[0];
    return compose_sum(x, branch, gamma, scale);
}

TORCH_LIBRARY_FRAGMENT(mimlab, library) {
    library.def("add_norm(Tensor x, Tensor? branch, Tensor? gamma, Tensor? scale, Tensor weight, Tensor bias, float epsilon, ScalarType? dtype) -> (Tensor, Tensor)",
                TORCH_FN(add_norm));
    library.def("add_branch(Tensor x, Tensor branch, Tensor? gamma, Tensor? scale) -> Tensor", TORCH_FN(add_branch));
}

}  // namespace
