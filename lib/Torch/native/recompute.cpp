// Activation checkpointing: a graph node that keeps the inputs of a part of a model and runs the part again in backward.
#include "mimtorch.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Runs the part on `inputs` with gradients recorded; the answer is an owned TensorImpl*, or null with the error message set.
using Rerun = void* (*)(void* context, void* const* inputs, int32_t count);
using Free = void (*)(void* context);

// What C# keeps for the node, freed with it.
struct Part : torch::CustomClassHolder {
    Part(Rerun rerun, Free free, void* context) : rerun(rerun), free(free), context(context) {}
    ~Part() override { free(context); }
    Rerun rerun;
    Free free;
    void* context;
};

// What forward has already computed; not an input of the node, hence not a plain tensor among the arguments.
struct Computed {
    at::Tensor output;
    c10::intrusive_ptr<Part> part;
    int64_t inputs;
};

struct Recompute : torch::autograd::Function<Recompute> {
    static at::Tensor forward(AutogradContext* ctx, at::TensorList variables, const Computed& computed) {
        ctx->save_for_backward(variables.vec());
        ctx->saved_data["part"] = c10::IValue::make_capsule(computed.part);
        ctx->saved_data["inputs"] = computed.inputs;
        return computed.output;
    }

    static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
        if (c10::GradMode::is_enabled()) throw std::runtime_error("a gradient through a checkpointed part cannot be differentiated again");
        const auto capsule = ctx->saved_data["part"].toCapsule();
        const auto& part = static_cast<const Part&>(*capsule);
        const auto count = ctx->saved_data["inputs"].toInt();
        auto variables = ctx->get_saved_variables();

        // The inputs are cut off from their own graph, so that the inner backward ends at them; parameters are leaves already.
        std::vector<void*> handles;
        for (int64_t i = 0; i < count; ++i) {
            const bool wanted = variables[i].requires_grad();
            variables[i] = variables[i].detach().set_requires_grad(wanted);
            handles.push_back(variables[i].unsafeGetTensorImpl());
        }
        c10::AutoGradMode record(true);
        void* answer = part.rerun(part.context, handles.data(), static_cast<int32_t>(count));
        if (answer == nullptr) throw std::runtime_error(mim::error());
        const at::Tensor output(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(answer)));

        variable_list wanted;
        for (const auto& variable : variables)
            if (variable.requires_grad()) wanted.push_back(variable);
        const auto found = torch::autograd::grad({output}, wanted, {gradients[0]}, false, false, true);
        variable_list result(variables.size() + 1);  // the last is for `computed`, which has none
        for (size_t i = 0, next = 0; i < variables.size(); ++i)
            if (variables[i].requires_grad()) result[i] = found[next++];
        return result;
    }
};

}  // namespace

// `output` is what the part computed without a graph from the first `inputs` of the variables; the rest are its parameters.
// The context belongs to the node from here on, also when the call fails.
MIM_EXPORT int32_t mim_recompute(void* output, void* const* variables, int32_t count, int32_t inputs, Rerun rerun, Free free, void* context,
                                 mim::Slot* result) {
    return mim::guarded([&] {
        auto part = c10::make_intrusive<Part>(rerun, free, context);
        variable_list list;
        for (int32_t i = 0; i < count; ++i) list.push_back(mim::borrow(variables[i]));
        mim::put(*result, Recompute::apply(at::TensorList(list), Computed{mim::borrow(output), std::move(part), inputs}));
    });
}
