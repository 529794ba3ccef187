using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The sub-modules registered directly here, with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children()
                => _moduleTable.Select(entry => (entry.Key, entry.Value));

            /// <summary>The sub-modules registered directly here.</summary>
            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            /// <summary>Every module under this one (not itself): the children first, then what is under each of them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in named_children()) yield return child;
                foreach (var (childName, child) in named_children())
                {
                    foreach (var (innerName, inner) in child.named_modules()) yield return ($"{childName}.{innerName}", inner);
                }
            }

            /// <summary>Every module under this one (not itself).</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            /// <summary>
            /// The parameters with dotted names, own ones first, then those of the sub-modules in order of registration; a
            /// parameter shared by two modules appears once.
            /// </summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var (key, parameter) in _parameterTable)
                {
                    if (seen.Add(parameter)) yield return (key, parameter);
                }
                if (!recurse) yield break;
                foreach (var (childName, child) in named_children())
                {
                    foreach (var (key, parameter) in child.named_parameters(true))
                    {
                        if (seen.Add(parameter)) yield return ($"{childName}.{key}", parameter);
                    }
                }
            }

            /// <summary>The parameters, in the order of <see cref="named_parameters"/>.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true)
                => named_parameters(recurse).Select(entry => entry.parameter);

            /// <summary>The buffers with dotted names, each once; those that are not persistent only when asked for.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (key, (buffer, persistent)) in _bufferTable)
                {
                    if ((persistent || include_nonpersistent) && seen.Add(buffer)) yield return (key, buffer);
                }
                if (!recurse) yield break;
                foreach (var (childName, child) in named_children())
                {
                    foreach (var (key, buffer) in child.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(buffer)) yield return ($"{childName}.{key}", buffer);
                    }
                }
            }

            /// <summary>The buffers, in the order of <see cref="named_buffers"/>.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true)
                => named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            /// <summary>True when there is a parameter of this dotted name.</summary>
            public virtual bool has_parameter(string target) => FindOwner(target, out var owner, out var leaf) && owner._parameterTable.ContainsKey(leaf);

            /// <summary>True when there is a buffer of this dotted name.</summary>
            public virtual bool has_buffer(string target) => FindOwner(target, out var owner, out var leaf) && owner._bufferTable.ContainsKey(leaf);

            /// <summary>The parameter of this dotted name, or null when there is none.</summary>
#nullable disable annotations
            public virtual Parameter get_parameter(string target)
                => FindOwner(target, out var owner, out var leaf) && owner._parameterTable.TryGetValue(leaf, out var found) ? found : null;

            /// <summary>The buffer of this dotted name, or null when there is none.</summary>
            public virtual Tensor get_buffer(string target)
                => FindOwner(target, out var owner, out var leaf) && owner._bufferTable.TryGetValue(leaf, out var found) ? found.Value : null;
#nullable restore annotations

            private bool FindOwner(string target, out Module owner, out string leaf)
            {
                ArgumentException.ThrowIfNullOrEmpty(target);
                owner = this;
                var parts = target.Split('.');
                leaf = parts[^1];
                foreach (var part in parts.AsSpan(0, parts.Length - 1))
                {
                    if (!owner._moduleTable.TryGetValue(part, out var next)) return false;
                    owner = next;
                }
                return true;
            }
        }
    }
}
