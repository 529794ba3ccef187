// mimlab::attention: multi-head attention of whole images or of windows, forward and backward in one operator each. Queries, keys
// and values come as a linear layer leaves them, the output as the next one takes it, and windows are a table of tokens: nothing
// is transposed, rolled or cut in memory, and no [N, N] weights are kept.
#include "mimtorch.h"

#include "attention.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <vector>

namespace {

using mim::attention::Kernel;
using mim::attention::Kernels;
using mim::attention::Problem;
using mim::Optional;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

const Kernels& kernels() {
#if defined(__x86_64__)
    static const Kernels& best = __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
                                             __builtin_cpu_supports("avx512dq")
                                     ? mim::attention::avx512_bf16
                                 : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? mim::attention::avx2 : mim::attention::portable;
    return best;
#else
    return mim::attention::portable;
#endif
}

const Kernel& kernel_for(const at::Tensor& qkv) { return qkv.scalar_type() == at::kFloat ? kernels().float32 : kernels().bfloat16; }

at::Tensor plain(const Optional<at::Tensor>& tensor, c10::ScalarType type) {
    return tensor.has_value() && tensor->defined() ? tensor->detach().to(type).contiguous() : at::Tensor();
}

template <class Number>
Number* data(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.data_ptr<Number>() : nullptr;
}

// Keeps alive what its problem points to.
struct Inputs {
    at::Tensor qkv, places, bias, mask, temperature;
    Problem problem{};

    Inputs(const at::Tensor& input, const Optional<at::Tensor>& place_tokens, const Optional<at::Tensor>& bias_, const Optional<at::Tensor>& mask_,
           const Optional<at::Tensor>& temperature_, int64_t heads, double scale)
        : qkv(input.detach().contiguous()), places(plain(place_tokens, at::kInt)), bias(plain(bias_, at::kFloat)), mask(plain(mask_, at::kFloat)),
          temperature(plain(temperature_, at::kFloat)) {
        TORCH_CHECK(qkv.is_cpu() && (qkv.scalar_type() == at::kFloat || qkv.scalar_type() == at::kBFloat16),
                    "mimlab::attention takes float32 or bfloat16 on the CPU, not ", qkv.scalar_type(), " on ", qkv.device());
        TORCH_CHECK(qkv.dim() == 3 && heads > 0 && qkv.size(2) % (3 * heads) == 0,
                    "mimlab::attention: queries, keys and values must be [B, L, 3 D] with D a multiple of ", heads, " heads, not ", qkv.sizes());
        auto& p = problem;
        p.batch = qkv.size(0), p.tokens = qkv.size(1), p.heads = heads, p.width = qkv.size(2) / 3 / heads;
        TORCH_CHECK(!places.defined() || (places.dim() == 2 && places.numel() == p.tokens),
                    "mimlab::attention: places must be [W, N] and hold each of ", p.tokens, " tokens once, not ", places.sizes());
        p.windows = places.defined() ? places.size(0) : 1, p.places = places.defined() ? places.size(1) : p.tokens;
        TORCH_CHECK(!bias.defined() || bias.sizes() == at::IntArrayRef({heads, p.places, p.places}),
                    "mimlab::attention: the bias must be [", heads, ", ", p.places, ", ", p.places, "], not ", bias.sizes());
        TORCH_CHECK(!mask.defined() || mask.sizes() == at::IntArrayRef({p.windows, p.places, p.places}),
                    "mimlab::attention: the mask must be [", p.windows, ", ", p.places, ", ", p.places, "], not ", mask.sizes());
        TORCH_CHECK(!temperature.defined() || temperature.numel() == heads, "mimlab::attention: there must be ", heads, " temperatures, not ", temperature.sizes());
        p.qkv = qkv.data_ptr(), p.place_tokens = data<int32_t>(places), p.bias = data<float>(bias), p.mask = data<float>(mask);
        p.temperature = data<float>(temperature), p.scale = static_cast<float>(scale);
        if (places.defined()) {
            std::vector<bool> seen(p.tokens);
            for (int64_t i = 0; i < p.tokens; ++i) {
                const auto token = p.place_tokens[i];
                TORCH_CHECK(token >= 0 && token < p.tokens && !seen[token], "mimlab::attention: places must hold each of ", p.tokens, " tokens once");
                seen[token] = true;
            }
        }
        // Enough tasks to go round; more would only add up more partial sums.
        p.groups = std::max<int64_t>(1, std::min((32 + heads - 1) / heads, p.windows * p.batch));
    }
};

void run(const Problem& problem, const Kernel& kernel, void (*body)(const Problem&, int64_t, unsigned char*)) {
    const size_t bytes = kernel.scratch(problem);
    at::parallel_for(0, problem.heads * problem.groups, 1, [&](int64_t begin, int64_t end) {
        const auto scratch = at::empty({static_cast<int64_t>(bytes) + 64}, at::kByte);
        auto address = reinterpret_cast<uintptr_t>(scratch.data_ptr());
        auto* aligned = reinterpret_cast<unsigned char*>((address + 63) / 64 * 64);
        for (int64_t task = begin; task < end; ++task) body(problem, task, aligned);
    });
}

struct Attention : torch::autograd::Function<Attention> {
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& qkv, const Optional<at::Tensor>& places, const Optional<at::Tensor>& bias,
                              const Optional<at::Tensor>& mask, const Optional<at::Tensor>& temperature, int64_t heads, double scale) {
        at::AutoDispatchBelowADInplaceOrView below_autograd;
        Inputs inputs(qkv, places, bias, mask, temperature, heads, scale);
        auto& p = inputs.problem;
        auto output = at::empty({p.batch, p.tokens, p.heads * p.width}, inputs.qkv.options());
        auto softmax = at::empty({p.windows, p.batch, p.heads, p.places, 2}, inputs.qkv.options().dtype(at::kFloat));
        p.output = output.data_ptr(), p.softmax = softmax.data_ptr<float>();
        const auto& kernel = kernel_for(inputs.qkv);
        if (output.numel() > 0) run(p, kernel, kernel.forward);
        // The argument itself, so that libtorch notices when it is changed before backward.
        ctx->save_for_backward({qkv.is_contiguous() ? qkv : inputs.qkv, inputs.places, inputs.bias, inputs.mask, inputs.temperature, output, softmax});
        ctx->saved_data["heads"] = heads;
        ctx->saved_data["learns_bias"] = bias.has_value() && bias->requires_grad();
        ctx->saved_data["learns_temperature"] = temperature.has_value() && temperature->requires_grad();
        ctx->saved_data["scale"] = scale;
        return output;
    }

    static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
        TORCH_CHECK(!c10::GradMode::is_enabled(), "a gradient through mimlab::attention cannot be differentiated again");
        at::AutoDispatchBelowADInplaceOrView below_autograd;
        const auto saved = ctx->get_saved_variables();
        Inputs inputs(saved[0], saved[1], saved[2], saved[3], saved[4], ctx->saved_data["heads"].toInt(), ctx->saved_data["scale"].toDouble());
        auto& p = inputs.problem;
        const auto output_gradient = gradients[0].detach().to(inputs.qkv.scalar_type()).contiguous();
        const auto numbers = inputs.qkv.options().dtype(at::kFloat);
        auto qkv_gradient = at::empty_like(inputs.qkv);
        at::Tensor bias_gradient, temperature_gradient;
        if (ctx->saved_data["learns_bias"].toBool()) bias_gradient = at::zeros({p.groups, p.heads, p.places, p.places}, numbers);
        if (ctx->saved_data["learns_temperature"].toBool()) temperature_gradient = at::zeros({p.groups, p.heads}, numbers);
        p.output = saved[5].data_ptr(), p.softmax = saved[6].data_ptr<float>(), p.output_gradient = output_gradient.data_ptr();
        p.qkv_gradient = qkv_gradient.data_ptr(), p.bias_gradient = data<float>(bias_gradient), p.temperature_gradient = data<float>(temperature_gradient);
        const auto& kernel = kernel_for(inputs.qkv);
        if (qkv_gradient.numel() > 0) run(p, kernel, kernel.backward);
        if (bias_gradient.defined()) bias_gradient = bias_gradient.sum(0);
        if (temperature_gradient.defined()) temperature_gradient = temperature_gradient.sum(0).view(inputs.temperature.sizes());
        return {qkv_gradient, at::Tensor(), bias_gradient, at::Tensor(), temperature_gradient, at::Tensor(), at::Tensor()};
    }
};

at::Tensor attention(const at::Tensor& qkv, const Optional<at::Tensor>& places, const Optional<at::Tensor>& bias, const Optional<at::Tensor>& mask,
                     const Optional<at::Tensor>& temperature, int64_t heads, double scale) {
    TORCH_CHECK(!(c10::GradMode::is_enabled() && mask.has_value() && mask->requires_grad()),
                "mimlab::attention has no gradient for a mask: give what is learned as the bias, or detach the mask");
    return Attention::apply(qkv, places, bias, mask, temperature, heads, scale);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(mimlab, library) {
    library.def("attention(Tensor qkv, Tensor? places, Tensor? bias, Tensor? mask, Tensor? temperature, int heads, float scale) -> Tensor");
}

// Composite: without gradients `apply` records nothing.
TORCH_LIBRARY_IMPL(mimlab, CompositeImplicitAutograd, library) { library.impl("attention", TORCH_FN(attention)); }
