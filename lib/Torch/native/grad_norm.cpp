// mimlab::grad_norm: the L2 norm of many tensors taken as one vector, as gradient clipping needs it. Contiguous float32 on the
// CPU is a single pass over memory, summed in float64; everything else goes through libtorch's foreach kernels.
#include "mimtorch.h"
#include "vectors.h"

#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using Doubles = double __attribute__((vector_size(64)));
using Eight = float __attribute__((vector_size(32)));

// The square of a float32 number is exact in float64, so that a fused multiply-add rounds like two instructions, and the order of
// the additions is the same in every clone.
MIM_CLONES
double squares(const float* values, int64_t count) {
    constexpr int64_t width = 8, chains = 4;
    Doubles totals[chains] = {};
    int64_t i = 0;
    for (; i + width * chains <= count; i += width * chains) {
        for (int64_t j = 0; j < chains; ++j) {
            Eight eight;
            memcpy(&eight, values + i + j * width, sizeof eight);
            const Doubles wide = __builtin_convertvector(eight, Doubles);
            totals[j] += wide * wide;
        }
    }
    const Doubles joint = (totals[0] + totals[1]) + (totals[2] + totals[3]);
    double total = 0;
    for (int64_t j = 0; j < width; ++j) total += joint[j];
    for (; i < count; ++i) total += static_cast<double>(values[i]) * values[i];
    return total;
}

// Small enough to balance the threads; each piece has a sum of its own, and they are added in order.
struct Piece {
    const float* values;
    int64_t count;
    double sum;
};

constexpr int64_t piece_size = 16384;

at::Tensor grad_norm(at::TensorList tensors) {
    TORCH_CHECK(!tensors.empty(), "mimlab::grad_norm: there is no tensor to take the norm of");
    at::AutoDispatchBelowADInplaceOrView below_autograd;
    std::vector<Piece> pieces;
    std::vector<at::Tensor> rest;
    for (const auto& tensor : tensors) {
        if (!tensor.is_cpu() || tensor.layout() != at::kStrided || tensor.scalar_type() != at::kFloat || !tensor.is_contiguous()) {
            rest.push_back(tensor);
            continue;
        }
        const float* values = tensor.data_ptr<float>();
        for (int64_t at = 0; at < tensor.numel(); at += piece_size)
            pieces.push_back({values + at, std::min(piece_size, tensor.numel() - at), 0});
    }
    std::vector<at::Tensor> norms;
    if (rest.size() < tensors.size()) {
        at::parallel_for(0, static_cast<int64_t>(pieces.size()), 4, [&](int64_t begin, int64_t end) {
            for (int64_t i = begin; i < end; ++i) pieces[i].sum = squares(pieces[i].values, pieces[i].count);
        });
        double total = 0;
        for (const auto& piece : pieces) total += piece.sum;
        norms.push_back(at::empty({}, at::kFloat));
        *norms[0].data_ptr<float>() = static_cast<float>(std::sqrt(total));
        if (rest.empty()) return norms[0];
    }
    for (const auto& norm : at::_foreach_norm(rest, 2.0)) norms.push_back(norm);
    for (auto& norm : norms) norm = norm.to(norms.back().device());
    return at::stack(norms).norm();
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(mimlab, library) { library.def("grad_norm(Tensor[] tensors) -> Tensor"); }

TORCH_LIBRARY_IMPL(mimlab, CompositeExplicitAutograd, library) { library.impl("grad_norm", TORCH_FN(grad_norm)); }
