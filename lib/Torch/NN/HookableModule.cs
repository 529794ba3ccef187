namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module that runs registered functions before and after its forward pass.</summary>
        public abstract class HookableModule<TPreHook, TPostHook> : Module
        {
            private readonly Dictionary<string, TPreHook> _preHooks = [];
            private readonly Dictionary<string, TPostHook> _postHooks = [];

            /// <summary>Starts a module with no hooks.</summary>
            protected HookableModule(string name) : base(name) { }

            /// <summary>Registers a function that sees the inputs before forward and may replace them.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Register(_preHooks, hook);

            /// <summary>Registers a function that sees inputs and output after forward and may replace the output.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Register(_postHooks, hook);

            internal Dictionary<string, TPreHook>.ValueCollection pre_hooks => _preHooks.Values;

            internal Dictionary<string, TPostHook>.ValueCollection post_hooks => _postHooks.Values;

            private static HookRemover Register<THook>(Dictionary<string, THook> hooks, THook hook)
            {
                var key = Guid.NewGuid().ToString("N");
                hooks.Add(key, hook);
                return new HookRemover(() => hooks.Remove(key));
            }
        }

        /// <summary>Takes a hook away again.</summary>
        public sealed class HookRemover
        {
            private readonly Action _remove;

            internal HookRemover(Action remove) => _remove = remove;

            /// <summary>Takes the hook away; a second call does nothing.</summary>
            public void remove() => _remove();
        }
    }
}
