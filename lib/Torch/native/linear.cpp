// mimlab::linear: x W' + b computed in bfloat16 on the CPU, from arguments of any type: what autocast makes of a linear layer,
// with its products as they run fastest, the bias's gradient in one pass, and every gradient in its argument's type without
// another copy.
#include "mimtorch.h"
#include "products.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using WithoutAutocast = c10::impl::ExcludeDispatchKeyGuard;  // products take the types they are given

struct Linear : torch::autograd::Function<Linear> {
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight, const mim::Optional<at::Tensor>& bias) {
        WithoutAutocast guard(c10::DispatchKey::AutocastCPU);
        const bool biased = bias.has_value() && bias->defined();
        const auto rows = x.to(at::kBFloat16).reshape({-1, x.size(-1)}), low = weight.to(at::kBFloat16);
        const auto output = mim::affine(rows, low, biased ? bias->to(at::kBFloat16) : at::Tensor());  // [rows, out]
        ctx->save_for_backward({rows, low});
        ctx->saved_data["shape"] = x.sizes().vec();
        const auto type = [&](const char* name, const at::Tensor& tensor, bool there) {
            ctx->saved_data[name] = there && tensor.requires_grad() ? static_cast<int64_t>(tensor.scalar_type()) : int64_t{-1};
        };
        type("x", x, true);
        type("weight", weight, true);
        type("bias", biased ? *bias : x, biased);
        auto shape = x.sizes().vec();
        shape.back() = weight.size(0);
        return output.view(shape);
    }

    static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
        TORCH_CHECK(!c10::GradMode::is_enabled(), "a gradient through mimlab::linear cannot be differentiated again");
        WithoutAutocast guard(c10::DispatchKey::AutocastCPU);
        const auto saved = ctx->get_saved_variables();
        const auto &rows = saved[0], &weight = saved[1];
        const auto gradient = gradients[0].to(at::kBFloat16).reshape({rows.size(0), weight.size(0)}).contiguous();
        const auto typed = [&](const char* name, const auto& compute) {
            const auto type = ctx->saved_data[name].toInt();
            return type < 0 ? at::Tensor() : compute().to(static_cast<at::ScalarType>(type), false, false, at::MemoryFormat::Contiguous);
        };
        auto of_x = typed("x", [&] { return gradient.mm(weight); });
        if (of_x.defined()) of_x = of_x.view(ctx->saved_data["shape"].toIntVector());
        return {of_x, typed("weight", [&] { return mim::weight_gradient(gradient, rows); }), typed("bias", [&] { return mim::column_sum(gradient); })};
    }
};

at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const mim::Optional<at::Tensor>& bias) {
    TORCH_CHECK(x.is_cpu() && weight.is_cpu() && x.is_floating_point(), "mimlab::linear takes floating-point numbers on the CPU");
    TORCH_CHECK(x.dim() >= 1 && weight.dim() == 2 && weight.size(1) == x.size(-1) &&
                    (!bias.has_value() || !bias->defined() || bias->sizes() == weight.sizes().slice(0, 1)),
                "mimlab::linear: a weight of shape ", weight.sizes(), bias.has_value() && bias->defined() ? " and its bias do" : " does", " not fit x of shape ", x.sizes());
    return Linear::apply(x, weight, bias);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(mimlab, library) {
    library.def("linear(Tensor x, Tensor weight, Tensor? bias) -> Tensor", TORCH_FN(linear));
}
