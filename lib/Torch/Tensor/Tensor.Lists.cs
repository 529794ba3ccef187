namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements as nested lists, or the single element of a tensor without dimensions.</summary>
        public object tolist()
        {
            if (dim() == 0) return ToScalar();
            var list = new List<object>();
            foreach (var part in unbind())
            {
                list.Add(part.tolist());
                part.Dispose();
            }
            return list;
        }
    }
}
