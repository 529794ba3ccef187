namespace TorchSharp;

public static partial class torch
{
    /// <summary>Linear algebra on (batches of) matrices.</summary>
    public static class linalg
    {
        public enum QRMode
        {
            Reduced,
            Complete,
            R,
        }

        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) => Aten.linalg_norm.Call(input, OperatorArgument.None, dims, keepdim);
        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => Aten.linalg_norm.Call(input, ord, dims, keepdim);
        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) => Aten.linalg_norm_ord_str.Call(input, ord, dims, keepdim);
        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) => Aten.linalg_vector_norm.Call(input, ord, dims, keepdim);
        public static Tensor matrix_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => Aten.linalg_matrix_norm.Call(input, ord, dims ?? [-2, -1], keepdim);
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true) => Aten.linalg_svd.CallTriple(input, fullMatrices);
        public static Tensor svdvals(Tensor input) => Aten.linalg_svdvals.Call(input);
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Aten.linalg_eigh.CallPair(input, UPLO.ToString());
        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Aten.linalg_eigvalsh.Call(input, UPLO.ToString());
        public static (Tensor Q, Tensor R) qr(Tensor input, QRMode mode = QRMode.Reduced) => Aten.linalg_qr.CallPair(input, mode.ToString().ToLowerInvariant());
        public static Tensor cholesky(Tensor input) => Aten.linalg_cholesky.Call(input);
        public static Tensor inv(Tensor input) => Aten.linalg_inv.Call(input);
        public static Tensor pinv(Tensor input, double rcond = 1e-15, bool hermitian = false) => Aten.linalg_pinv.Call(input, rcond, hermitian);
        public static Tensor det(Tensor input) => Aten.linalg_det.Call(input);
        public static Tensor solve(Tensor input, Tensor other, bool left = true) => Aten.linalg_solve.Call(input, other, left);
        public static Tensor cross(Tensor input, Tensor other, long dim = -1) => Aten.linalg_cross.Call(input, other, dim);
        public static Tensor multi_dot(IList<Tensor> tensors) => Aten.linalg_multi_dot.Call(tensors.ToArray());
        public static Tensor matrix_rank(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            Aten.linalg_matrix_rank_atol_rtol_float.Call(input, atol, rtol, hermitian);

        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other)
        {
            var results = Aten.linalg_lstsq.CallList(input, other);
            return (results[0], results[1], results[2], results[3]);
        }
    }
}
