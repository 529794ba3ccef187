// Matrix products around a layer's weight, arranged as libtorch and oneDNN compute them fastest on a CPU.
#pragma once

#include <ATen/ATen.h>

namespace mim {

// x W' + b: [rows, out] from [rows, in]; without a bias if that is undefined.
inline at::Tensor affine(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    if (!bias.defined()) return x.mm(weight.t());
    // With bfloat16, libtorch fills the result with the bias and has oneDNN add to it, for which oneDNN has no fast kernel: up to
    // 2.3 times the product's time, where a pass of its own takes a third more.
    if (x.scalar_type() == at::kBFloat16) return x.mm(weight.t()).add_(bias);
    return at::addmm(bias, x, weight.t());
}

// The gradient of W [out, in], from those of the result [rows, out] and x [rows, in].
inline at::Tensor weight_gradient(const at::Tensor& gradient, const at::Tensor& x) {
    // oneDNN first moves one factor into another order. Where rows are many, moving the narrow one saves more than turning the
    // result takes.
    const bool wide = x.scalar_type() == at::kBFloat16 && gradient.size(1) > x.size(1) && x.size(0) > 32 * x.size(1);
    return wide ? x.t().mm(gradient).t() : gradient.t().mm(x);
}

// The sum over all rows [width], float32, of [rows, width] contiguous numbers.
at::Tensor column_sum(const at::Tensor& rows);

}  // namespace mim
