namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose forward pass takes one input.</summary>
        public abstract class Module<T, TResult>
            : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>,
              IModule<T, TResult>
        {
            /// <summary>Starts the module.</summary>
            protected Module(string name) : base(name) { }

            /// <summary>The forward pass itself, without hooks; call <see cref="call"/> to run a module.</summary>
            public abstract TResult forward(T input);

            /// <summary>Runs the pre-hooks, the forward pass and the hooks; null from a hook leaves things as they are.</summary>
            public TResult call(T input)
            {
                foreach (var hook in pre_hooks)
                {
                    var replaced = hook(this, input);
                    if (replaced is not null) input = replaced;
                }
                var result = forward(input);
                foreach (var hook in post_hooks)
                {
                    var replaced = hook(this, input, result);
                    if (replaced is not null) result = replaced;
                }
                return result;
            }
        }

        /// <summary>A module whose forward pass takes two inputs.</summary>
        public abstract class Module<T1, T2, TResult>
            : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>,
              IModule<T1, T2, TResult>
        {
            /// <summary>Starts the module.</summary>
            protected Module(string name) : base(name) { }

            /// <summary>The forward pass itself, without hooks; call <see cref="call"/> to run a module.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Runs the pre-hooks, the forward pass and the hooks; null from a hook leaves things as they are.</summary>
            public TResult call(T1 input1, T2 input2)
            {
                foreach (var hook in pre_hooks)
                {
                    if (hook(this, input1, input2) is { } replaced) (input1, input2) = replaced;
                }
                var result = forward(input1, input2);
                foreach (var hook in post_hooks)
                {
                    var replaced = hook(this, input1, input2, result);
                    if (replaced is not null) result = replaced;
                }
                return result;
            }
        }

        /// <summary>A module whose forward pass takes three inputs.</summary>
        public abstract class Module<T1, T2, T3, TResult>
            : HookableModule<Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>, Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>,
              IModule<T1, T2, T3, TResult>
        {
            /// <summary>Starts the module.</summary>
            protected Module(string name) : base(name) { }

            /// <summary>The forward pass itself, without hooks; call <see cref="call"/> to run a module.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>Runs the pre-hooks, the forward pass and the hooks; null from a hook leaves things as they are.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                foreach (var hook in pre_hooks)
                {
                    if (hook(this, input1, input2, input3) is { } replaced) (input1, input2, input3) = replaced;
                }
                var result = forward(input1, input2, input3);
                foreach (var hook in post_hooks)
                {
                    var replaced = hook(this, input1, input2, input3, result);
                    if (replaced is not null) result = replaced;
                }
                return result;
            }
        }

        /// <summary>A module whose forward pass takes four inputs.</summary>
        public abstract class Module<T1, T2, T3, T4, TResult>
            : HookableModule<Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>, Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult>>,
              IModule<T1, T2, T3, T4, TResult>
        {
            /// <summary>Starts the module.</summary>
            protected Module(string name) : base(name) { }

            /// <summary>The forward pass itself, without hooks; call <see cref="call"/> to run a module.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            /// <summary>Runs the pre-hooks, the forward pass and the hooks; null from a hook leaves things as they are.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                foreach (var hook in pre_hooks)
                {
                    if (hook(this, input1, input2, input3, input4) is { } replaced) (input1, input2, input3, input4) = replaced;
                }
                var result = forward(input1, input2, input3, input4);
                foreach (var hook in post_hooks)
                {
                    var replaced = hook(this, input1, input2, input3, input4, result);
                    if (replaced is not null) result = replaced;
                }
                return result;
            }
        }

        /// <summary>A module whose forward pass takes five inputs.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, TResult>
            : HookableModule<Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)?>, Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, TResult, TResult>>,
              IModule<T1, T2, T3, T4, T5, TResult>
        {
            /// <summary>Starts the module.</summary>
            protected Module(string name) : base(name) { }

            /// <summary>The forward pass itself, without hooks; call <see cref="call"/> to run a module.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);

            /// <summary>Runs the pre-hooks, the forward pass and the hooks; null from a hook leaves things as they are.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5)
            {
                foreach (var hook in pre_hooks)
                {
                    if (hook(this, input1, input2, input3, input4, input5) is { } replaced) (input1, input2, input3, input4, input5) = replaced;
                }
                var result = forward(input1, input2, input3, input4, input5);
                foreach (var hook in post_hooks)
                {
                    var replaced = hook(this, input1, input2, input3, input4, input5, result);
                    if (replaced is not null) result = replaced;
                }
                return result;
            }
        }

        /// <summary>A module whose forward pass takes six inputs.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, T6, TResult>
            : HookableModule<Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, (T1, T2, T3, T4, T5, T6)?>, Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, TResult, TResult>>,
              IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            /// <summary>Starts the module.</summary>
            protected Module(string name) : base(name) { }

            /// <summary>The forward pass itself, without hooks; call <see cref="call"/> to run a module.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);

            /// <summary>Runs the pre-hooks, the forward pass and the hooks; null from a hook leaves things as they are.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6)
            {
                foreach (var hook in pre_hooks)
                {
                    if (hook(this, input1, input2, input3, input4, input5, input6) is { } replaced) (input1, input2, input3, input4, input5, input6) = replaced;
                }
                var result = forward(input1, input2, input3, input4, input5, input6);
                foreach (var hook in post_hooks)
                {
                    var replaced = hook(this, input1, input2, input3, input4, input5, input6, result);
                    if (replaced is not null) result = replaced;
                }
                return result;
            }
        }
    }
}
