// Every operator of the installed libtorch, by schema name: looked up once, then called with boxed arguments.
#include "mimtorch.h"

#include <ATen/core/ivalue.h>

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace {

using mim::Slot;
using mim::Tag;
using torch::jit::Stack;

enum class Kind : uint8_t { ByTag, Scalar, Float, IntList, DoubleList, TensorList, OptionalTensorList };

struct Operator {
    c10::OperatorHandle handle;
    std::vector<Kind> kinds;
    std::vector<c10::IValue> defaults;
    std::vector<bool> has_default;
    std::string schema;
};

c10::TypePtr without_optional(c10::TypePtr type) {
    while (type->kind() == c10::TypeKind::OptionalType) type = type->containedType(0);
    return type;
}

Kind kind_of(const c10::Argument& argument) {
    const auto type = without_optional(argument.type());
    switch (type->kind()) {
        case c10::TypeKind::NumberType: return Kind::Scalar;
        case c10::TypeKind::FloatType: return Kind::Float;
        case c10::TypeKind::ListType: {
            const auto element = type->containedType(0);
            switch (element->kind()) {
                case c10::TypeKind::FloatType: return Kind::DoubleList;
                case c10::TypeKind::TensorType: return Kind::TensorList;
                case c10::TypeKind::OptionalType: return Kind::OptionalTensorList;
                default: return Kind::IntList;
            }
        }
        default: return Kind::ByTag;
    }
}

[[noreturn]] void refuse(const Operator& op, size_t index) {
    const auto& argument = op.handle.schema().arguments()[index];
    throw std::invalid_argument("argument '" + argument.name() + "' must be " + argument.type()->str());
}

c10::IValue to_ivalue(const Operator& op, size_t index, const Slot& slot) {
    const Kind kind = op.kinds[index];
    switch (slot.tag) {
        case Tag::None: return c10::IValue();
        case Tag::Tensor:
            if (kind == Kind::TensorList) {
                c10::List<at::Tensor> one;
                one.push_back(mim::borrow(reinterpret_cast<void*>(slot.payload)));
                return one;
            }
            return mim::borrow(reinterpret_cast<void*>(slot.payload));
        case Tag::Int:
            if (kind == Kind::Float) return static_cast<double>(slot.payload);
            if (kind == Kind::IntList) return c10::List<int64_t>({slot.payload});
            return slot.payload;
        case Tag::Double: {
            double value;
            memcpy(&value, &slot.payload, sizeof value);
            if (kind == Kind::DoubleList) return c10::List<double>({value});
            return value;
        }
        case Tag::Bool: return slot.payload != 0;
        case Tag::IntList: {
            const auto* values = reinterpret_cast<const int64_t*>(slot.payload);
            if (kind == Kind::DoubleList) {
                c10::List<double> list;
                for (int64_t i = 0; i < slot.extra; ++i) list.push_back(static_cast<double>(values[i]));
                return list;
            }
            c10::List<int64_t> list;
            list.reserve(slot.extra);
            for (int64_t i = 0; i < slot.extra; ++i) list.push_back(values[i]);
            return list;
        }
        case Tag::DoubleList: {
            const auto* values = reinterpret_cast<const double*>(slot.payload);
            c10::List<double> list;
            for (int64_t i = 0; i < slot.extra; ++i) list.push_back(values[i]);
            return list;
        }
        case Tag::TensorList: {
            auto* const* handles = reinterpret_cast<void* const*>(slot.payload);
            if (kind == Kind::OptionalTensorList) {
                c10::List<mim::Optional<at::Tensor>> list;
                for (int64_t i = 0; i < slot.extra; ++i) {
                    list.push_back(handles[i] ? mim::Optional<at::Tensor>(mim::borrow(handles[i])) : mim::Optional<at::Tensor>());
                }
                return list;
            }
            c10::List<at::Tensor> list;
            list.reserve(slot.extra);
            for (int64_t i = 0; i < slot.extra; ++i) list.push_back(mim::borrow(handles[i]));
            return list;
        }
        case Tag::String: return std::string(reinterpret_cast<const char*>(slot.payload), slot.extra);
        case Tag::Device: return mim::device_from(slot.payload);
        case Tag::Generator: {
            auto* impl = reinterpret_cast<c10::GeneratorImpl*>(slot.payload);
            return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::unsafe_reclaim_from_nonowning(impl));
        }
        case Tag::Default:
            if (op.has_default[index]) return op.defaults[index];
            break;
    }
    refuse(op, index);
}

// Results that did not fit into the caller's buffer wait here until they are fetched.
thread_local std::vector<Slot> overflow;

struct ResultWriter {
    Slot* results;
    int32_t capacity;
    int32_t count = 0;

    Slot& next() {
        if (count < capacity) return results[count++];
        ++count;
        overflow.emplace_back();
        return overflow.back();
    }

    void write(c10::IValue&& value) {
        if (value.isTensor()) {
            mim::put(next(), std::move(value).toTensor());
        } else if (value.isTensorList()) {
            for (at::Tensor tensor : value.toTensorVector()) mim::put(next(), std::move(tensor));
        } else if (value.isInt()) {
            next() = {value.toInt(), 0, Tag::Int, 0};
        } else if (value.isDouble()) {
            const double number = value.toDouble();
            Slot& slot = next();
            slot = {0, 0, Tag::Double, 0};
            memcpy(&slot.payload, &number, sizeof number);
        } else if (value.isBool()) {
            next() = {value.toBool() ? 1 : 0, 0, Tag::Bool, 0};
        } else if (value.isNone()) {
            next() = {0, 0, Tag::None, 0};
        } else {
            throw std::invalid_argument("the operator returns a " + std::string(value.tagKind()) + ", which the shim does not carry");
        }
    }
};

thread_local Stack spare_stack;

// A call may re-enter (a custom autograd function calls back into C#), so the stack is taken, not shared.
struct BorrowedStack {
    Stack stack = std::move(spare_stack);
    ~BorrowedStack() {
        stack.clear();
        spare_stack = std::move(stack);
    }
};

// Never destroyed: a background thread may be in a call while the process exits.
auto& operators_mutex = *new std::mutex;
auto& operators = *new std::unordered_map<std::string, std::unique_ptr<Operator>>;

}  // namespace

// Null when this libtorch has no such operator.
MIM_EXPORT const void* mim_operator(const char* name, const char* overload) {
    return mim::guarded<const void*>(nullptr, [&]() -> const void* {
        const std::string key = std::string(name) + "." + overload;
        std::lock_guard<std::mutex> lock(operators_mutex);
        auto found = operators.find(key);
        if (found != operators.end()) return found->second.get();
        const auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
        if (!handle.has_value()) {
            mim::set_error("no such operator");
            return nullptr;
        }
        auto op = std::unique_ptr<Operator>(new Operator{*handle, {}, {}, {}, {}});
        for (const auto& argument : handle->schema().arguments()) {
            op->kinds.push_back(kind_of(argument));
            op->has_default.push_back(argument.default_value().has_value());
            op->defaults.push_back(argument.default_value().has_value() ? *argument.default_value() : c10::IValue());
        }
        std::ostringstream text;
        text << handle->schema();
        op->schema = text.str();
        const void* result = op.get();
        operators.emplace(key, std::move(op));
        return result;
    });
}

MIM_EXPORT const char* mim_schema(const void* op) { return static_cast<const Operator*>(op)->schema.c_str(); }

// Returns the number of results, or -1. Lists are flattened into the results.
MIM_EXPORT int32_t mim_call(const void* op_handle, const Slot* arguments, int32_t count, Slot* results, int32_t capacity) {
    return mim::guarded<int32_t>(-1, [&]() -> int32_t {
        const auto& op = *static_cast<const Operator*>(op_handle);
        BorrowedStack borrowed;
        Stack& stack = borrowed.stack;
        const size_t expected = op.kinds.size();
        if (static_cast<size_t>(count) > expected) throw std::invalid_argument("too many arguments");
        stack.reserve(expected > 8 ? expected : 8);
        for (int32_t i = 0; i < count; ++i) stack.push_back(to_ivalue(op, i, arguments[i]));
        for (size_t i = count; i < expected; ++i) {
            if (!op.has_default[i]) refuse(op, i);
            stack.push_back(op.defaults[i]);
        }
        op.handle.callBoxed(&stack);
        if (capacity == 0) return 0;
        overflow.clear();
        ResultWriter writer{results, capacity};
        for (auto& value : stack) writer.write(std::move(value));
        return writer.count;
    });
}

// The results from `capacity` on, of this thread's last call.
MIM_EXPORT void mim_rest(Slot* results) {
    for (size_t i = 0; i < overflow.size(); ++i) results[i] = overflow[i];
    overflow.clear();
}
