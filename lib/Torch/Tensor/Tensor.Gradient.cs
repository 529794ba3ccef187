namespace TorchSharp;

public static partial class torch
{
    // A tensor's part in automatic differentiation.
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Is(TensorFlag.RequiresGrad);
            set => requires_grad_(value);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            string call = $"requires_grad_({(requires_grad ? "true" : "false")}) of {Summary}";
            NativeMethods.Check(NativeMethods.mim_set_requires_grad(HandleFor("requires_grad_"), requires_grad ? 1 : 0), call);
            return Kept(this);
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The gradient that backward has accumulated here, if any; set null to forget it.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                Slot slot;
                NativeMethods.Check(NativeMethods.mim_grad(HandleFor("grad"), &slot), "grad");
                return Kept(Adopt(in slot));
            }
            set
            {
                if (value is not null) RequireGradientFor(value);
                NativeMethods.Check(NativeMethods.mim_set_grad(HandleFor("grad"), value?.HandleFor("grad") ?? 0), "grad");
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        /// <summary>Keeps the gradient of this tensor although it is not a leaf.</summary>
        public void retain_grad() => Kept(NativeMethods.Check(NativeMethods.mim_retain_grad(HandleFor("retain_grad")), "retain_grad"));

        /// <summary>Adds the gradients of this one-element tensor to every leaf it was computed from.</summary>
        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public Tensor detach() => Aten.detach.Call(this);
        public Tensor detach_() => Aten.detach_.CallInPlace(this);

        // libtorch takes whatever it is given here and fails, or reads beyond the end, in the optimizer.
        private void RequireGradientFor(Tensor value)
        {
            if (ReferenceEquals(value, this)) throw new ArgumentException($"grad: {Summary} cannot be its own gradient");
            if (value.dtype != dtype || value.device != device || !value.shape.AsSpan().SequenceEqual(shape))
                throw new ArgumentException($"grad: {value.Summary} on {value.device} is no gradient of {Summary} on {device}");
        }

        /// <summary>
        /// Makes this tensor refer to <paramref name="source"/>'s storage, shape and device, and stay the same leaf.
        /// </summary>
        internal void SetData(Tensor source)
        {
            NativeMethods.Check(NativeMethods.mim_set_data(HandleFor("set_data"), source.HandleFor("set_data")), "set_data");
            // What the source owned is counted here from now on, instead of what this tensor had before.
            NativeBytes.Remove(Interlocked.Exchange(ref _bytes, Interlocked.Exchange(ref source._bytes, 0)));
            GC.KeepAlive(source);
            GC.KeepAlive(this);
        }
    }
}
