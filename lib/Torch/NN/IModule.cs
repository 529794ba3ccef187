namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Anything called with one input: modules, and what wraps them.</summary>
        public interface IModule<in T, out TResult>
        {
            /// <summary>Runs the hooks and the forward pass.</summary>
            TResult call(T input);
        }

        /// <summary>Anything called with two inputs: modules, and what wraps them.</summary>
        public interface IModule<in T1, in T2, out TResult>
        {
            /// <summary>Runs the hooks and the forward pass.</summary>
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>Anything called with three inputs: modules, and what wraps them.</summary>
        public interface IModule<in T1, in T2, in T3, out TResult>
        {
            /// <summary>Runs the hooks and the forward pass.</summary>
            TResult call(T1 input1, T2 input2, T3 input3);
        }

        /// <summary>Anything called with four inputs: modules, and what wraps them.</summary>
        public interface IModule<in T1, in T2, in T3, in T4, out TResult>
        {
            /// <summary>Runs the hooks and the forward pass.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4);
        }

        /// <summary>Anything called with five inputs: modules, and what wraps them.</summary>
        public interface IModule<in T1, in T2, in T3, in T4, in T5, out TResult>
        {
            /// <summary>Runs the hooks and the forward pass.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);
        }

        /// <summary>Anything called with six inputs: modules, and what wraps them.</summary>
        public interface IModule<in T1, in T2, in T3, in T4, in T5, in T6, out TResult>
        {
            /// <summary>Runs the hooks and the forward pass.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);
        }
    }
}
