// mimlab::fork: a tensor as it is, and in another type for those who read it in that. Its gradient adds up what both come to in
// one pass, where the cast's gradient and the sum of the two would be a pass each.
#include "mimtorch.h"
#include "vectors.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <tuple>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

MIM_CLONES
void add(const float* one, mim::Numbers other, float* sum, int64_t begin, int64_t end) {
    mim::across(end - begin, [&](int64_t i, int64_t count) MIM_BODY {
        mim::store(sum + begin + i, mim::load(one + begin + i, count) + mim::load(other, begin + i, count), count);
    });
}

struct Fork : torch::autograd::Function<Fork> {
    static variable_list forward(AutogradContext* ctx, const at::Tensor& x, at::ScalarType type) {
        ctx->set_materialize_grads(false);
        return {x, x.to(type)};
    }

    static variable_list backward(AutogradContext*, const variable_list& gradients) {
        TORCH_CHECK(!c10::GradMode::is_enabled(), "a gradient through mimlab::fork cannot be differentiated again");
        if (!gradients[1].defined()) return {gradients[0], at::Tensor()};
        if (!gradients[0].defined()) return {gradients[1].to(at::kFloat), at::Tensor()};
        const auto one = gradients[0].contiguous(), other = gradients[1].contiguous();
        const auto sum = at::empty_like(one);
        at::parallel_for(0, sum.numel(), 16384, [&](int64_t begin, int64_t end) { add(mim::floats(one), mim::numbers(other), mim::floats(sum), begin, end); });
        return {sum, at::Tensor()};
    }
};

std::tuple<at::Tensor, at::Tensor> fork(const at::Tensor& x, at::ScalarType dtype) {
    TORCH_CHECK(at::isFloatingType(x.scalar_type()) && at::isFloatingType(dtype), "mimlab::fork takes floating-point numbers and makes such of them, but got ",
                x.scalar_type(), " for ", dtype);
    if (!x.is_cpu() || x.scalar_type() != at::kFloat || dtype != at::kBFloat16) return {x.alias(), x.to(dtype)};
    const auto both = Fork::apply(x, dtype);
    return {both[0], both[1]};
}

TORCH_LIBRARY_FRAGMENT(mimlab, library) {
    library.def("fork(Tensor x, ScalarType dtype) -> (Tensor, Tensor)", TORCH_FN(fork));
}

}  // namespace
