namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// The parameters and persistent buffers by dotted name. The tensors are the module's own: changing them changes the
            /// module, and they must not be disposed.
            /// </summary>
            /// <param name="destination">A dictionary to add to; a new one by default.</param>
            /// <param name="prefix">Put before every name, with a dot.</param>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach (var (key, parameter) in _parameterTable) destination.TryAdd(Join(prefix, key), parameter);
                foreach (var (key, (buffer, persistent)) in _bufferTable)
                {
                    if (persistent) destination.TryAdd(Join(prefix, key), buffer);
                }
                foreach (var (key, child) in named_children()) child.state_dict(destination, Join(prefix, key));
                return destination;
            }

            /// <summary>
            /// Copies values into the module's parameters and persistent buffers, across devices and element types if need be.
            /// Nothing is copied when anything is wrong.
            /// </summary>
            /// <param name="source">Values by dotted name.</param>
            /// <param name="strict">Whether missing and unexpected names are errors.</param>
            /// <param name="skip">Names to leave alone on both sides.</param>
            /// <returns>The names that the module has and the source lacks, and the other way round.</returns>
            /// <exception cref="InvalidOperationException">
            /// Names differ and strict is set, or a shape differs; it lists them.
            /// </exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(source);
                var skipped = new HashSet<string>(skip ?? []);
                var own = state_dict();
                var missing = own.Keys.Where(key => !skipped.Contains(key) && !source.ContainsKey(key)).ToList();
                var unexpected = source.Keys.Where(key => !skipped.Contains(key) && !own.ContainsKey(key)).ToList();
                var matched = own.Where(entry => !skipped.Contains(entry.Key) && source.ContainsKey(entry.Key)).ToList();
                var misshapen = matched.Where(entry => !entry.Value.shape.AsSpan().SequenceEqual(source[entry.Key].shape)).ToList();
                if (misshapen.Count > 0 || (strict && (missing.Count > 0 || unexpected.Count > 0)))
                {
                    throw new InvalidOperationException(Explain(strict ? missing : [], strict ? unexpected : [],
                        [.. misshapen.Select(entry => $"{entry.Key} is [{Sizes(source[entry.Key])}], not [{Sizes(entry.Value)}]")]));
                }
                using var untracked = no_grad();
                foreach (var (key, target) in matched) target.copy_(source[key]);
                return (missing, unexpected);
            }

            private string Explain(List<string> missing, List<string> unexpected, List<string> misshapen)
            {
                var parts = new List<string>();
                if (missing.Count > 0) parts.Add($"missing: {Some(missing)}");
                if (unexpected.Count > 0) parts.Add($"unexpected: {Some(unexpected)}");
                if (misshapen.Count > 0) parts.Add($"wrong shape: {Some(misshapen)}");
                return $"The state dictionary does not fit {GetName()}; {string.Join("; ", parts)}.";
            }

            private static string Some(List<string> entries)
            {
                const int shown = 10;
                var text = string.Join(", ", entries.Take(shown));
                return entries.Count > shown ? $"{text} and {entries.Count - shown} more" : text;
            }

            private static string Join(string? prefix, string key) => string.IsNullOrEmpty(prefix) ? key : $"{prefix}.{key}";

            private static string Sizes(Tensor tensor) => string.Join(", ", tensor.shape);
        }
    }
}
