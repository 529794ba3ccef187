// Typed exports for the operators whose boxed arguments (int lists, tensor lists) cost more than the operator.
#include "mimtorch.h"

#include <ATen/ScalarOps.h>

#include <cstring>
#include <vector>

namespace {

// Calls body and hands its tensor over.
template <class Body>
int32_t one(mim::Slot* result, Body&& body) {
    return mim::guarded([&] { mim::put(*result, body()); });
}

std::vector<at::Tensor> list_of(void* const* handles, int32_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int32_t i = 0; i < count; ++i) tensors.push_back(mim::borrow(handles[i]));
    return tensors;
}

}  // namespace

MIM_EXPORT int32_t mim_add(void* left, void* right, mim::Slot* result) {
    return one(result, [&] { return at::add(mim::borrow(left), mim::borrow(right)); });
}

MIM_EXPORT int32_t mim_sub(void* left, void* right, mim::Slot* result) {
    return one(result, [&] { return at::sub(mim::borrow(left), mim::borrow(right)); });
}

MIM_EXPORT int32_t mim_mul(void* left, void* right, mim::Slot* result) {
    return one(result, [&] { return at::mul(mim::borrow(left), mim::borrow(right)); });
}

MIM_EXPORT int32_t mim_div(void* left, void* right, mim::Slot* result) {
    return one(result, [&] { return at::div(mim::borrow(left), mim::borrow(right)); });
}

MIM_EXPORT int32_t mim_view(void* input, const int64_t* sizes, int32_t count, mim::Slot* result) {
    return one(result, [&] { return mim::borrow(input).view(at::IntArrayRef(sizes, count)); });
}

MIM_EXPORT int32_t mim_reshape(void* input, const int64_t* sizes, int32_t count, mim::Slot* result) {
    return one(result, [&] { return at::reshape(mim::borrow(input), at::IntArrayRef(sizes, count)); });
}

MIM_EXPORT int32_t mim_permute(void* input, const int64_t* order, int32_t count, mim::Slot* result) {
    return one(result, [&] { return at::permute(mim::borrow(input), at::IntArrayRef(order, count)); });
}

MIM_EXPORT int32_t mim_expand(void* input, const int64_t* sizes, int32_t count, mim::Slot* result) {
    return one(result, [&] { return mim::borrow(input).expand(at::IntArrayRef(sizes, count)); });
}

MIM_EXPORT int32_t mim_slice(void* input, int64_t dim, int64_t start, int64_t end, int64_t step, mim::Slot* result) {
    return one(result, [&] { return at::slice(mim::borrow(input), dim, start, end, step); });
}

MIM_EXPORT int32_t mim_cat(void* const* handles, int32_t count, int64_t dim, mim::Slot* result) {
    return one(result, [&] { return at::cat(list_of(handles, count), dim); });
}

MIM_EXPORT int32_t mim_stack(void* const* handles, int32_t count, int64_t dim, mim::Slot* result) {
    return one(result, [&] { return at::stack(list_of(handles, count), dim); });
}

enum class Arithmetic : int32_t { Add, Subtract, Multiply, Divide };

// A tensor with a number. libtorch makes a float64 (or int64) tensor of the number and converts it again at every call,
// which takes twice as long as the arithmetic; for float32 and float64 the number is made in the tensor's own type.
MIM_EXPORT int32_t mim_with_number(Arithmetic which, void* left, const mim::Slot* number, mim::Slot* result) {
    return one(result, [&] {
        const at::Tensor tensor = mim::borrow(left);
        at::Scalar scalar;
        if (number->tag == mim::Tag::Double) {
            double value;
            memcpy(&value, &number->payload, sizeof value);
            scalar = value;
        } else if (number->tag == mim::Tag::Bool) {
            scalar = number->payload != 0;
        } else {
            scalar = number->payload;
        }
        const auto type = tensor.scalar_type();
        const bool own_type = type == at::kFloat || type == at::kDouble;
        at::Tensor right = own_type ? at::detail::scalar_tensor_static(scalar, type, at::kCPU) : at::scalar_to_tensor(scalar);
        right.unsafeGetTensorImpl()->set_wrapped_number(true);
        switch (which) {
            case Arithmetic::Add: return at::add(tensor, right);
            case Arithmetic::Subtract: return at::sub(tensor, right);
            case Arithmetic::Multiply: return at::mul(tensor, right);
            case Arithmetic::Divide: return at::div(tensor, right);
        }
        return at::Tensor();
    });
}
