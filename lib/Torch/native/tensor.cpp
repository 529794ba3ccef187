// A tensor's own facts and memory.
#include "mimtorch.h"

namespace {
at::Tensor tensor_of(void* handle) { return mim::borrow(handle); }
c10::TensorImpl* impl_of(void* handle) { return static_cast<c10::TensorImpl*>(handle); }
}  // namespace

MIM_EXPORT void mim_release(void* handle) {
    mim::guarded([&] {
        c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(impl_of(handle));
    });
}

// Another reference to the same tensor, for a second owner.
MIM_EXPORT void* mim_retain(void* handle) {
    return mim::guarded<void*>(nullptr, [&] { return mim::release(mim::borrow(handle)); });
}

MIM_EXPORT int64_t mim_dim(void* handle) {
    return mim::guarded<int64_t>(-1, [&] { return impl_of(handle)->dim(); });
}

MIM_EXPORT int32_t mim_sizes(void* handle, int64_t* sizes) {
    return mim::guarded([&] {
        for (int64_t size : impl_of(handle)->sizes()) *sizes++ = size;
    });
}

MIM_EXPORT int32_t mim_strides(void* handle, int64_t* strides) {
    return mim::guarded([&] {
        for (int64_t stride : impl_of(handle)->strides()) *strides++ = stride;
    });
}

// -1 when the dimension does not exist.
MIM_EXPORT int64_t mim_size(void* handle, int64_t dimension) {
    return mim::guarded<int64_t>(-1, [&]() -> int64_t {
        const auto sizes = impl_of(handle)->sizes();
        const int64_t rank = static_cast<int64_t>(sizes.size());
        if (dimension < 0) dimension += rank;
        if (dimension < 0 || dimension >= rank) {
            mim::set_error("dimension out of range");
            return -1;
        }
        return sizes[dimension];
    });
}

MIM_EXPORT int64_t mim_numel(void* handle) {
    return mim::guarded<int64_t>(-1, [&] { return impl_of(handle)->numel(); });
}

MIM_EXPORT int32_t mim_dtype(void* handle) {
    return mim::guarded<int32_t>(-1, [&] { return static_cast<int32_t>(c10::typeMetaToScalarType(impl_of(handle)->dtype())); });
}

MIM_EXPORT int64_t mim_device(void* handle) {
    return mim::guarded<int64_t>(-1, [&] { return mim::pack(impl_of(handle)->device()); });
}

enum class Flag : int32_t { Contiguous, RequiresGrad, Leaf, Sparse, Pinned, Complex, Conjugate, Inference };

MIM_EXPORT int32_t mim_flag(void* handle, Flag flag) {
    return mim::guarded<int32_t>(-1, [&]() -> int32_t {
        const at::Tensor tensor = tensor_of(handle);
        switch (flag) {
            case Flag::Contiguous: return tensor.is_contiguous();
            case Flag::RequiresGrad: return tensor.requires_grad();
            case Flag::Leaf: return tensor.is_leaf();
            case Flag::Sparse: return tensor.is_sparse();
            case Flag::Pinned: return tensor.is_pinned();
            case Flag::Complex: return tensor.is_complex();
            case Flag::Conjugate: return tensor.is_conj();
            case Flag::Inference: return tensor.is_inference();
        }
        return 0;
    });
}

MIM_EXPORT int64_t mim_storage_offset(void* handle) {
    return mim::guarded<int64_t>(-1, [&] { return impl_of(handle)->storage_offset(); });
}

// Null for a tensor without elements; otherwise where its first element lies (on its own device).
MIM_EXPORT void* mim_data(void* handle) {
    return mim::guarded<void*>(nullptr, [&] { return tensor_of(handle).data_ptr(); });
}

// An uninitialised CPU tensor that owns its memory; the caller fills it.
MIM_EXPORT int32_t mim_new(const int64_t* sizes, int32_t count, int32_t dtype, mim::Slot* result) {
    return mim::guarded([&] {
        const auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
        mim::put(*result, at::empty(at::IntArrayRef(sizes, count), options));
    });
}

// A tensor over the caller's memory; `freed(context)` is called when the last user lets go of it.
MIM_EXPORT int32_t mim_from_memory(void* data, const int64_t* sizes, int32_t count, int32_t dtype, void (*freed)(void*), void* context,
                                   mim::Slot* result) {
    return mim::guarded([&] {
        const auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
        mim::put(*result, at::from_blob(data, at::IntArrayRef(sizes, count), [freed, context](void*) { freed(context); }, options));
    });
}

MIM_EXPORT int64_t mim_own_bytes(void* handle) {
    return mim::guarded<int64_t>(0, [&] { return mim::own_bytes(mim::borrow(handle)); });
}
