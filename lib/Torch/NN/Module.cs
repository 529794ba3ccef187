using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// The base of every neural network module: it names its parameters, buffers and sub-modules, and moves, saves and
        /// switches them together.
        /// </summary>
        /// <remarks>
        /// Fields of type <see cref="Module"/>, <see cref="Modules.Parameter"/> and <see cref="Tensor"/> are registered under the
        /// field's name by <see cref="RegisterComponents"/>, which a module calls at the end of its constructor. Lists of modules
        /// are seen only through <see cref="ModuleList{T}"/> and its relatives.
        /// </remarks>
        public partial class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Parameter> _parameterTable = [];
            private readonly OrderedDictionary<string, (Tensor Value, bool Persistent)> _bufferTable = [];
            private readonly OrderedDictionary<string, Module> _moduleTable = [];

            /// <summary>The name given to the constructor, by default the name of the module's class.</summary>
            protected readonly string name;

            /// <summary>Starts a module with no components, in training mode.</summary>
            protected Module(string name) => this.name = name;

            /// <summary>True while the module is in training mode (dropout active, batch statistics used).</summary>
            public bool training { get; private set; } = true;

            /// <summary>The name given to the constructor.</summary>
            public virtual string GetName() => name;

            /// <summary>Registers every field that holds a module, a parameter or a tensor under the field's name.</summary>
            protected virtual void RegisterComponents()
            {
                const BindingFlags fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
                foreach (var field in GetType().GetFields(fields))
                {
                    if (IsRegistered(field.Name)) continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(field.Name, module); break;
                        case Parameter parameter: register_parameter(field.Name, parameter); break;
                        case Tensor tensor: register_buffer(field.Name, tensor); break;
                    }
                }
            }

            /// <summary>Registers a sub-module; null takes a registered one away.</summary>
            /// <exception cref="ArgumentException">The name is empty or has a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module? submodule)
            {
                if (submodule is null)
                {
                    _moduleTable.Remove(name);
                    return;
                }
                CheckName(name, "module");
                submodule.RegisterComponents();
                _moduleTable.Add(name, submodule);
            }

            /// <summary>Registers a sub-module, as <see cref="register_module"/>.</summary>
            public void add_module(string name, Module? module) => register_module(name, module);

            /// <summary>
            /// Registers a parameter; it then belongs to the module and leaves its dispose scope. Null removes it.
            /// </summary>
            /// <exception cref="ArgumentException">The name is empty or has a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter? param)
            {
                if (param is null)
                {
                    _parameterTable.Remove(name);
                    return;
                }
                CheckName(name, "parameter");
                param.DetachFromDisposeScope();
                _parameterTable.Add(name, param);
            }

            /// <summary>
            /// Registers a tensor that is state but not trained; it then belongs to the module and leaves its dispose scope.
            /// Buffers that are not persistent stay out of <see cref="state_dict"/>.
            /// </summary>
            /// <exception cref="ArgumentException">The name is empty or has a dot, or there is no tensor.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                CheckName(name, "buffer");
                tensor.DetachFromDisposeScope();
                _bufferTable.Add(name, (tensor, persistent));
            }

            /// <summary>Registers the parameter, replacing one of the same name; null removes it.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor? value)
            {
                _parameterTable.Remove(name);
                if (value is Parameter parameter) register_parameter(name, parameter);
                else if (value is not null) register_parameter(name, new Parameter(value));
            }

            /// <summary>Registers the parameter, replacing one of the same name; null removes it.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
                => ConditionallyRegisterParameter(name, (Tensor?)value);

            /// <summary>Registers the buffer, replacing one of the same name; null removes it.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                _bufferTable.Remove(name);
                if (value is not null) register_buffer(name, value, persistent);
            }

            /// <summary>Forgets the registered sub-modules without disposing them.</summary>
            protected void ClearModules() => _moduleTable.Clear();

            /// <summary>Switches this module and everything under it to training mode, or out of it.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var module in _moduleTable.Values) module.train(train);
            }

            /// <summary>Switches this module and everything under it to evaluation mode.</summary>
            public virtual void eval() => train(false);

            /// <summary>Clears the gradients of all parameters, by default to null, which frees their memory.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    if (gradient is null) continue;
                    if (set_to_none) parameter.grad = null;
                    else gradient.detach_().zero_();
                }
            }

            /// <summary>
            /// Runs an action on every sub-module from the bottom up, then on this module; returns this module.
            /// </summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var module in _moduleTable.Values) module.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Disposes the parameters, buffers and sub-modules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes the parameters, buffers and sub-modules when called from <see cref="Dispose()"/>.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var module in _moduleTable.Values) module.Dispose();
                foreach (var parameter in _parameterTable.Values) parameter.Dispose();
                foreach (var (tensor, _) in _bufferTable.Values) tensor.Dispose();
            }

#nullable disable annotations
            private protected Parameter Own(string name) => _parameterTable.TryGetValue(name, out var found) ? found : null;

            private protected Tensor OwnBuffer(string name) => _bufferTable.TryGetValue(name, out var found) ? found.Value : null;
#nullable restore annotations

            private bool IsRegistered(string name)
                => _moduleTable.ContainsKey(name) || _parameterTable.ContainsKey(name) || _bufferTable.ContainsKey(name);

            private void CheckName(string name, string kind)
            {
                if (string.IsNullOrEmpty(name)) throw new ArgumentException($"A {kind} of {GetName()} needs a name that is not empty.");
                if (name.Contains('.'))
                    throw new ArgumentException($"The {kind} name '{name}' of {GetName()} must not contain a dot; dots separate modules.");
                if (IsRegistered(name)) throw new InvalidOperationException($"{GetName()} already has a component named '{name}'.");
            }
        }
    }
}
