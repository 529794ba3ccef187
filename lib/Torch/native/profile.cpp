// Tells which operators ran, how long, and what they read and wrote, while somebody wants to know: callbacks on every
// operator that libtorch dispatches and every node of its backward pass, on all threads.
#include "mimtorch.h"

#include <ATen/record_function.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

int64_t now() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Same layout as in OperatorProfile.cs.
struct Row {
    int64_t calls, self, total, bytes;
    int32_t name, part;
};

struct Event {
    int64_t start, duration;
    int32_t name, part, shapes, thread;
};

// What is known of an operator from its schema.
struct Operator {
    std::string called;          // what tells it from another that has taken its name's place in memory
    int32_t name = 0;            // among the texts
    bool decomposes = false;     // into operators that are counted themselves
    bool allocates = false;      // memory that it does not touch
    bool overwrites = false;     // its first argument, unread
    std::vector<bool> read, written;  // of each argument
    std::vector<bool> fresh;     // of each result: not an argument that was written
};

struct Session {
    explicit Session(int64_t capacity) : capacity(capacity) {}

    int32_t text(const std::string& value) {
        const auto [found, added] = numbers.try_emplace(value, static_cast<int32_t>(texts.size()));
        if (added) texts.push_back(value);
        return found->second;
    }

    const int64_t capacity;
    std::mutex gate;  // of all that follows but `part`
    std::unordered_map<std::string, int32_t> numbers;
    std::vector<std::string> texts;
    std::unordered_map<const char*, std::shared_ptr<const Operator>> operators;
    std::map<std::pair<int32_t, int32_t>, Row> rows;
    std::vector<Event> events;
    int64_t left_out = 0;
    int32_t threads = 0;
    std::atomic<int32_t> part{0};
};

std::mutex current_gate;
std::shared_ptr<Session> current;

std::shared_ptr<Session> session() {
    const std::lock_guard<std::mutex> lock(current_gate);
    return current;
}

struct Frame;

// The calls that are under way on a thread, innermost first.
struct Thread {
    std::weak_ptr<Session> of;
    int32_t number = 0;
    Frame* top = nullptr;
};
thread_local Thread thread;

struct Frame : at::ObserverContext {
    std::shared_ptr<Session> session;
    std::shared_ptr<const Operator> op;  // null for a node of the backward pass
    Thread* thread = nullptr;
    Frame* outer = nullptr;
    int32_t name = 0, part = 0, shapes = 0;
    int64_t entered = 0, started = 0, nested = 0, bytes = 0;
    bool inner_moved = false;
    std::vector<const void*> storages;  // of the arguments
};

const void* storage_of(const at::Tensor& tensor) { return tensor.has_storage() ? tensor.storage().unsafeGetStorageImpl() : nullptr; }

// A broadcast tensor has more elements than bytes behind it.
int64_t bytes_of(const at::Tensor& tensor) {
    if (!tensor.has_storage()) return 0;
    return std::min<int64_t>(tensor.numel() * static_cast<int64_t>(tensor.element_size()), static_cast<int64_t>(tensor.storage().nbytes()));
}

template <class Each>
void each_tensor(const c10::IValue& value, Each&& each) {
    if (value.isTensor()) {
        if (value.toTensor().defined()) each(value.toTensor());
    } else if (value.isTensorList()) {
        for (const at::Tensor& tensor : value.toTensorVector())
            if (tensor.defined()) each(tensor);
    } else if (value.isList()) {  // of optional tensors
        for (const c10::IValue& item : value.toListRef())
            if (item.isTensor() && item.toTensor().defined()) each(item.toTensor());
    }
}

void describe(std::string& text, const at::Tensor& tensor) {
    if (!text.empty()) text += ", ";
    text += c10::toString(tensor.scalar_type());
    text += '[';
    for (int64_t i = 0; i < tensor.dim(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(tensor.size(i));
    text += ']';
}

bool starts_with(const std::string& text, const char* start) { return text.compare(0, std::strlen(start), start) == 0; }

bool is_written(const c10::AliasInfo* alias) { return alias != nullptr && alias->isWrite(); }

std::shared_ptr<const Operator> look_up(const at::RecordFunction& function, Session& session) {
    auto op = std::make_shared<Operator>();
    op->called = function.name();
    op->name = session.text(op->called);
    op->allocates = starts_with(op->called, "aten::empty") || starts_with(op->called, "aten::new_empty") || op->called == "aten::resize_";
    op->overwrites = op->called == "aten::copy_" || op->called == "aten::fill_" || op->called == "aten::zero_";
    const auto schema = function.operator_schema();
    if (!schema) return op;
    for (const auto& argument : schema->arguments()) {
        op->written.push_back(is_written(argument.alias_info()));
        op->read.push_back(!argument.is_out() && !(op->overwrites && op->read.empty()));
    }
    for (const auto& result : schema->returns()) op->fresh.push_back(!is_written(result.alias_info()));
    if (const auto handle = c10::Dispatcher::singleton().findSchema(schema->operator_name()))
        op->decomposes = handle->hasKernelForDispatchKey(c10::DispatchKey::CompositeImplicitAutograd) ||
                         handle->hasKernelForDispatchKey(c10::DispatchKey::CompositeExplicitAutograd);
    return op;
}

// Nodes of libtorch are called AddmmBackward0; those of own autograd functions, known by their C++ class, alike.
std::string node_name(const std::string& name) {
    if (!starts_with(name, "torch::autograd::CppNode<")) return name;
    const auto start = std::max(name.find('<') + 1, name.rfind("::") + 2);
    return name.substr(start, name.rfind('>') - start) + "Backward";
}

// Opens a frame on this thread; null when nobody listens.
std::unique_ptr<Frame> open(const at::RecordFunction& function, bool node) {
    const int64_t entered = now();
    auto frame = std::make_unique<Frame>();
    frame->session = session();
    if (!frame->session) return nullptr;
    auto& session = *frame->session;
    const std::lock_guard<std::mutex> lock(session.gate);
    if (thread.of.lock() != frame->session) {
        thread.of = frame->session;
        thread.number = session.threads++;
        thread.top = nullptr;
    }
    if (node) {
        frame->name = session.text(node_name(function.name()));
    } else {
        auto& known = session.operators[function.name()];
        if (!known || known->called != function.name()) known = look_up(function, session);
        frame->op = known;
        frame->name = known->name;
    }
    frame->thread = &thread;
    frame->outer = thread.top;
    frame->part = session.part.load();
    frame->entered = entered;
    thread.top = frame.get();
    return frame;
}

void close(Frame& frame, int64_t ended) {
    if (frame.thread != &thread || thread.top != &frame) return;  // handed to another thread: its time is not this one's
    auto& session = *frame.session;
    const int64_t duration = ended - frame.started;
    const bool moves = frame.op && !frame.op->allocates && !(frame.op->decomposes && frame.inner_moved);
    const int64_t bytes = moves ? frame.bytes : 0;
    {
        const std::lock_guard<std::mutex> lock(session.gate);
        auto& row = session.rows[{frame.name, frame.part}];
        row.name = frame.name;
        row.part = frame.part;
        row.calls += 1;
        row.self += duration - frame.nested;
        row.total += duration;
        row.bytes += bytes;
        if (static_cast<int64_t>(session.events.size()) < session.capacity)
            session.events.push_back({frame.started, duration, frame.name, frame.part, frame.shapes, thread.number});
        else if (session.capacity > 0)
            ++session.left_out;
    }
    thread.top = frame.outer;
    if (frame.outer == nullptr) return;
    frame.outer->inner_moved |= frame.inner_moved || bytes > 0;
    frame.outer->nested += now() - frame.entered;  // with what watching it took
}

std::unique_ptr<at::ObserverContext> operator_begins(const at::RecordFunction& function) {
    auto frame = open(function, false);
    if (!frame) return nullptr;
    const auto& op = *frame->op;
    const auto inputs = function.inputs();
    std::string shapes;
    for (size_t i = 0; i < inputs.size(); ++i) {
        const int64_t times = (i >= op.read.size() || op.read[i] ? 1 : 0) + (i < op.written.size() && op.written[i] ? 1 : 0);
        each_tensor(inputs[i], [&](const at::Tensor& tensor) {
            frame->bytes += times * bytes_of(tensor);
            frame->storages.push_back(storage_of(tensor));
            if (frame->session->capacity > 0) describe(shapes, tensor);
        });
    }
    if (frame->session->capacity > 0) {
        const std::lock_guard<std::mutex> lock(frame->session->gate);
        frame->shapes = frame->session->text(shapes);
    }
    frame->started = now();
    return frame;
}

void operator_ends(const at::RecordFunction& function, at::ObserverContext* context) {
    const int64_t ended = now();
    if (context == nullptr) return;
    auto& frame = static_cast<Frame&>(*context);
    bool made = false, seen = false;
    const auto& outputs = function.outputs();
    for (size_t i = 0; i < outputs.size(); ++i) {
        const bool fresh = i >= frame.op->fresh.size() || frame.op->fresh[i];
        each_tensor(outputs[i], [&](const at::Tensor& tensor) {
            bool shared = false;
            for (const void* storage : frame.storages) shared |= storage != nullptr && storage == storage_of(tensor);
            if (fresh && !shared) frame.bytes += bytes_of(tensor);
            made |= !fresh || !shared;
            seen = true;
        });
    }
    if (seen && !made) frame.bytes = 0;  // views only
    close(frame, ended);
}

std::unique_ptr<at::ObserverContext> node_begins(const at::RecordFunction& function) {
    auto frame = open(function, true);
    if (frame) frame->started = now();
    return frame;
}

void node_ends(const at::RecordFunction&, at::ObserverContext* context) {
    const int64_t ended = now();
    if (context != nullptr) close(static_cast<Frame&>(*context), ended);
}

struct Profile {
    std::shared_ptr<Session> session;
    at::CallbackHandle operators, nodes;
    bool stopped = false;
};

Session& of(void* profile) { return *static_cast<Profile*>(profile)->session; }

}  // namespace

// Begins to listen, keeping at most `capacity` single calls besides the sums. One profile at a time.
MIM_EXPORT void* mim_profile_enter(int64_t capacity) {
    return mim::guarded<void*>(nullptr, [&]() -> void* {
        auto session = std::make_shared<Session>(capacity);
        session->text("");  // the part and the shapes of whoever has none
        {
            const std::lock_guard<std::mutex> lock(current_gate);
            if (current) throw std::runtime_error("operators are being profiled already: end that profile first");
            current = session;
        }
        // Nodes are not asked for their inputs: holding a gradient would make libtorch copy it where it may take it.
        const auto operators = at::addGlobalCallback(at::RecordFunctionCallback(operator_begins, operator_ends)
                                                         .needsInputs(true).needsOutputs(true).scopes({at::RecordScope::FUNCTION}));
        const auto nodes = at::addGlobalCallback(at::RecordFunctionCallback(node_begins, node_ends).scopes({at::RecordScope::BACKWARD_FUNCTION}));
        return new Profile{std::move(session), operators, nodes};
    });
}

// From now on calls count for this part of the work.
MIM_EXPORT int32_t mim_profile_part(void* profile, const char* name) {
    return mim::guarded([&] {
        auto& session = of(profile);
        const std::lock_guard<std::mutex> lock(session.gate);
        session.part = session.text(name);
    });
}

// Listens no longer; what was heard can be read until the profile is freed.
MIM_EXPORT int32_t mim_profile_stop(void* profile) {
    return mim::guarded([&] {
        auto& ended = *static_cast<Profile*>(profile);
        if (std::exchange(ended.stopped, true)) return;
        at::removeCallback(ended.operators);
        at::removeCallback(ended.nodes);
        const std::lock_guard<std::mutex> lock(current_gate);
        current.reset();
    });
}

// Each answers how many there are and writes at most `capacity` of them.
MIM_EXPORT int64_t mim_profile_rows(void* profile, Row* rows, int64_t capacity) {
    return mim::guarded<int64_t>(-1, [&] {
        auto& session = of(profile);
        const std::lock_guard<std::mutex> lock(session.gate);
        for (const auto& [key, row] : session.rows)
            if (capacity-- > 0) *rows++ = row;
        return static_cast<int64_t>(session.rows.size());
    });
}

MIM_EXPORT int64_t mim_profile_events(void* profile, Event* events, int64_t capacity) {
    return mim::guarded<int64_t>(-1, [&] {
        auto& session = of(profile);
        const std::lock_guard<std::mutex> lock(session.gate);
        for (const auto& event : session.events)
            if (capacity-- > 0) *events++ = event;
        return static_cast<int64_t>(session.events.size());
    });
}

MIM_EXPORT int64_t mim_profile_left_out(void* profile) { return of(profile).left_out; }

// The text stays valid until the profile is freed; null beyond the last.
MIM_EXPORT const char* mim_profile_text(void* profile, int32_t number) {
    const auto& texts = of(profile).texts;
    return number >= 0 && number < static_cast<int32_t>(texts.size()) ? texts[number].c_str() : nullptr;
}

MIM_EXPORT void mim_profile_free(void* profile) {
    mim_profile_stop(profile);
    delete static_cast<Profile*>(profile);
}
