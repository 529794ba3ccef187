// mimlab::adamw_: one AdamW step (Loshchilov & Hutter 2019, the form PyTorch uses) over all parameters in one call.
// Float32 on the CPU is a single pass over memory; everything else goes through libtorch's fused or foreach kernels. A factor []
// counts as multiplied into all gradients first: gradient clipping then costs no pass of its own.
#include "mimtorch.h"
#include "vectors.h"

#include <ATen/Parallel.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

namespace {

using MaybeTensor = mim::Optional<at::Tensor>;

struct Coefficients {
    float decay;       // 1 - lr * weight_decay
    float beta1, one_minus_beta1;
    float beta2, one_minus_beta2;
    float correction2; // sqrt(1 - beta2^step)
    float epsilon;
    float step_size;   // lr / (1 - beta1^step)
};

Coefficients coefficients(double lr, double weight_decay, int64_t step, double beta1, double beta2, double eps) {
    const double correction1 = 1.0 - std::pow(beta1, static_cast<double>(step));
    const double correction2 = 1.0 - std::pow(beta2, static_cast<double>(step));
    return {static_cast<float>(1.0 - lr * weight_decay),
            static_cast<float>(beta1), static_cast<float>(1.0 - beta1),
            static_cast<float>(beta2), static_cast<float>(1.0 - beta2),
            static_cast<float>(std::sqrt(correction2)), static_cast<float>(eps), static_cast<float>(lr / correction1)};
}

// Contraction into fused multiply-add is off for this file, so that every clone rounds alike.
MIM_CLONES
void update(float* __restrict param, const float* __restrict grad, float* __restrict exp_avg, float* __restrict exp_avg_sq,
            int64_t count, float factor, Coefficients c) {
    for (int64_t i = 0; i < count; ++i) {
        const float g = grad[i] * factor;
        const float m = exp_avg[i] * c.beta1 + c.one_minus_beta1 * g;
        const float v = exp_avg_sq[i] * c.beta2 + c.one_minus_beta2 * g * g;
        exp_avg[i] = m;
        exp_avg_sq[i] = v;
        const float denominator = std::sqrt(v) / c.correction2 + c.epsilon;
        param[i] = param[i] * c.decay - c.step_size * (m / denominator);
    }
}

// A piece of one parameter, small enough to balance the threads and large enough to be worth a hand-over.
struct Piece {
    float* param;
    const float* grad;
    float* exp_avg;
    float* exp_avg_sq;
    int64_t count;
    Coefficients coefficients;
};

constexpr int64_t piece_size = 16384;

bool is_plain(const at::Tensor& tensor) {
    return tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous();
}

using Key = std::tuple<double, double, int64_t, int, c10::ScalarType>;

struct Rest {
    std::vector<at::Tensor> params, grads, exp_avgs, exp_avg_sqs;
};

void update_fused(const c10::OperatorHandle& fused, Rest& rest, const MaybeTensor& factor, double lr, double weight_decay, int64_t step,
                  double beta1, double beta2, double eps) {
    const auto count = at::full({}, static_cast<double>(step), rest.params[0].options().dtype(at::kFloat));
    torch::jit::Stack stack;
    for (const auto& list : {rest.params, rest.grads, rest.exp_avgs, rest.exp_avg_sqs, std::vector<at::Tensor>(),
                             std::vector<at::Tensor>(rest.params.size(), count)}) {
        stack.emplace_back(c10::List<at::Tensor>(at::ArrayRef<at::Tensor>(list)));
    }
    for (const double number : {lr, beta1, beta2, weight_decay, eps}) stack.emplace_back(number);
    for (int i = 0; i < 2; ++i) stack.emplace_back(false);           // amsgrad, maximize
    // The kernel divides the gradients by grad_scale.
    if (factor.has_value()) stack.emplace_back(factor->to(count.options()).reciprocal());
    else stack.emplace_back();
    stack.emplace_back();  // found_inf
    fused.callBoxed(&stack);
}

void update_foreach(Rest& rest, const MaybeTensor& factor, double lr, double weight_decay, int64_t step, double beta1, double beta2, double eps) {
    const double correction1 = 1.0 - std::pow(beta1, static_cast<double>(step));
    const double correction2 = 1.0 - std::pow(beta2, static_cast<double>(step));
    if (factor.has_value())
        for (auto& grad : rest.grads) grad = grad.mul(factor->to(grad.device()));
    at::_foreach_mul_(rest.params, 1.0 - lr * weight_decay);
    at::_foreach_mul_(rest.exp_avgs, beta1);
    at::_foreach_add_(rest.exp_avgs, rest.grads, 1.0 - beta1);
    at::_foreach_mul_(rest.exp_avg_sqs, beta2);
    at::_foreach_addcmul_(rest.exp_avg_sqs, rest.grads, rest.grads, 1.0 - beta2);
    auto denominators = at::_foreach_sqrt(rest.exp_avg_sqs);
    at::_foreach_div_(denominators, std::sqrt(correction2));
    at::_foreach_add_(denominators, eps);
    at::_foreach_addcdiv_(rest.params, rest.exp_avgs, denominators, -lr / correction1);
}

// lrs, weight_decays and steps hold one value per parameter; steps count from 1 and include this step.
void adamw_(at::TensorList params, at::TensorList grads, at::TensorList exp_avgs, at::TensorList exp_avg_sqs,
            at::ArrayRef<double> lrs, at::ArrayRef<double> weight_decays, at::IntArrayRef steps, double beta1, double beta2,
            double eps, const MaybeTensor& factor) {
    const size_t n = params.size();
    TORCH_CHECK(grads.size() == n && exp_avgs.size() == n && exp_avg_sqs.size() == n && lrs.size() == n &&
                    weight_decays.size() == n && steps.size() == n,
                "mimlab::adamw_: every list must have one entry per parameter");
    TORCH_CHECK(!factor.has_value() || factor->dim() == 0, "mimlab::adamw_: the factor must be a single number [], not of shape ", factor->sizes());
    at::AutoDispatchBelowADInplaceOrView below_autograd;
    std::vector<at::Tensor> kept;  // contiguous copies of gradients, alive until the pass is over
    std::vector<Piece> pieces;
    std::map<Key, Rest> rests;
    for (size_t i = 0; i < n; ++i) {
        const at::Tensor &param = params[i], &exp_avg = exp_avgs[i], &exp_avg_sq = exp_avg_sqs[i];
        TORCH_CHECK(grads[i].sizes() == param.sizes() && exp_avg.sizes() == param.sizes() && exp_avg_sq.sizes() == param.sizes(),
                    "mimlab::adamw_: parameter ", i, " of shape ", param.sizes(), " has a gradient of shape ", grads[i].sizes(),
                    " and state of shapes ", exp_avg.sizes(), " and ", exp_avg_sq.sizes());
        if (!param.is_inference()) param.unsafeGetTensorImpl()->bump_version();
        if (!is_plain(param) || !is_plain(exp_avg) || !is_plain(exp_avg_sq) || !grads[i].is_cpu() ||
            grads[i].scalar_type() != at::kFloat || grads[i].layout() != at::kStrided) {
            auto& rest = rests[Key(lrs[i], weight_decays[i], steps[i], param.device().is_cuda() ? param.get_device() : -1,
                                   param.scalar_type())];
            rest.params.push_back(param);
            rest.grads.push_back(grads[i].scalar_type() == param.scalar_type() ? grads[i] : grads[i].to(param.scalar_type()));
            rest.exp_avgs.push_back(exp_avg);
            rest.exp_avg_sqs.push_back(exp_avg_sq);
            continue;
        }
        kept.push_back(grads[i].contiguous());
        const auto c = coefficients(lrs[i], weight_decays[i], steps[i], beta1, beta2, eps);
        float *p = param.data_ptr<float>(), *m = exp_avg.data_ptr<float>(), *v = exp_avg_sq.data_ptr<float>();
        const float* g = kept.back().data_ptr<float>();
        for (int64_t at = 0; at < param.numel(); at += piece_size) {
            pieces.push_back({p + at, g + at, m + at, v + at, std::min(piece_size, param.numel() - at), c});
        }
    }
    // Only where there is something to do here: reading the factor waits for its device.
    const float scale = factor.has_value() && !pieces.empty() ? *factor->to(at::kCPU, at::kFloat).data_ptr<float>() : 1.0f;
    at::parallel_for(0, static_cast<int64_t>(pieces.size()), 4, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
            const auto& piece = pieces[i];
            update(piece.param, piece.grad, piece.exp_avg, piece.exp_avg_sq, piece.count, scale, piece.coefficients);
        }
    });
    if (rests.empty()) return;
    static const auto fused = c10::Dispatcher::singleton().findSchema({"aten::_fused_adamw_", ""});
    for (auto& entry : rests) {
        const auto& [lr, weight_decay, step, device, dtype] = entry.first;
        if (device >= 0 && fused.has_value()) update_fused(*fused, entry.second, factor, lr, weight_decay, step, beta1, beta2, eps);
        else update_foreach(entry.second, factor, lr, weight_decay, step, beta1, beta2, eps);
    }
}

}  // namespace

TORCH_LIBRARY(mimlab, library) {
    library.def(
        "adamw_(Tensor(a!)[] self, Tensor[] grads, Tensor(b!)[] exp_avgs, Tensor(c!)[] exp_avg_sqs, float[] lrs, "
        "float[] weight_decays, int[] steps, float beta1, float beta2, float eps, Tensor? factor=None) -> ()");
}

TORCH_LIBRARY_IMPL(mimlab, CompositeExplicitAutograd, library) { library.impl("adamw_", TORCH_FN(adamw_)); }
