namespace TorchSharp;

public static partial class torch
{
    /// <summary>Automatic differentiation.</summary>
    public static partial class autograd
    {
        /// <summary>
        /// The gradients of the sum of <paramref name="outputs"/> (weighted by <paramref name="grad_outputs"/>) in
        /// <paramref name="inputs"/>.
        /// </summary>
        /// <returns>One gradient per input; null for an unused one, if <paramref name="allow_unused"/>.</returns>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] from = Handles(outputs), to = Handles(inputs), seeds = Handles(grad_outputs);
            var slots = new Slot[inputs.Count];
            fixed (nint* fromPointer = from, toPointer = to, seedPointer = seeds)
            fixed (Slot* results = slots)
            {
                // A graph that is to be differentiated again must be kept, as in PyTorch.
                int status = NativeMethods.mim_gradients(fromPointer, from.Length, toPointer, to.Length, seedPointer, seeds.Length,
                    retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, results);
                Check(status, "autograd.grad", outputs);
            }
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(slots, slot => Tensor.Adopt(in slot));
        }

        /// <summary>
        /// Adds the gradients of the sum of <paramref name="tensors"/> to the leaves they were computed from, or to
        /// <paramref name="inputs"/> only.
        /// </summary>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null)
        {
            nint[] from = Handles(tensors), to = Handles(inputs), seeds = Handles(grad_tensors);
            fixed (nint* fromPointer = from, toPointer = to, seedPointer = seeds)
            {
                int status = NativeMethods.mim_backward(fromPointer, from.Length, seedPointer, seeds.Length,
                    retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, toPointer, to.Length);
                Check(status, "autograd.backward", tensors);
            }
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) => backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor? grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensor is null ? null : [grad_tensor], retain_graph, create_graph, inputs);

        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);
        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        private static nint[] Handles(IList<Tensor>? tensors)
        {
            if (tensors is null) return [];
            var handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++) handles[i] = tensors[i]?.HandleFor("autograd") ?? 0;
            return handles;
        }

        private static void Check(int status, string operation, IList<Tensor> tensors)
        {
            if (status < 0)
                throw new TorchException($"{operation}: {NativeMethods.LastError()} (called with {string.Join(", ", tensors.Select(t => t.Summary))})");
        }
    }
}
