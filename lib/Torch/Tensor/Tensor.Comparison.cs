namespace TorchSharp;

public static partial class torch
{
    // Comparisons, and logic on their results.
    public partial class Tensor
    {
        public Tensor eq(Scalar target) => Aten.eq_Scalar.Call(this, target);
        public Tensor eq(Tensor target) => Aten.eq_Tensor.Call(this, target);
        public Tensor ne(Scalar target) => Aten.ne_Scalar.Call(this, target);
        public Tensor ne(Tensor target) => Aten.ne_Tensor.Call(this, target);
        public Tensor lt(Scalar target) => Aten.lt_Scalar.Call(this, target);
        public Tensor lt(Tensor target) => Aten.lt_Tensor.Call(this, target);
        public Tensor le(Scalar target) => Aten.le_Scalar.Call(this, target);
        public Tensor le(Tensor target) => Aten.le_Tensor.Call(this, target);
        public Tensor gt(Scalar target) => Aten.gt_Scalar.Call(this, target);
        public Tensor gt(Tensor target) => Aten.gt_Tensor.Call(this, target);
        public Tensor ge(Scalar target) => Aten.ge_Scalar.Call(this, target);
        public Tensor ge(Tensor target) => Aten.ge_Tensor.Call(this, target);
        public Tensor eq_(Scalar target) => Aten.eq__Scalar.CallInPlace(this, target);
        public Tensor eq_(Tensor target) => Aten.eq__Tensor.CallInPlace(this, target);
        public Tensor ne_(Scalar target) => Aten.ne__Scalar.CallInPlace(this, target);
        public Tensor ne_(Tensor target) => Aten.ne__Tensor.CallInPlace(this, target);
        public Tensor lt_(Scalar target) => Aten.lt__Scalar.CallInPlace(this, target);
        public Tensor lt_(Tensor target) => Aten.lt__Tensor.CallInPlace(this, target);
        public Tensor le_(Scalar target) => Aten.le__Scalar.CallInPlace(this, target);
        public Tensor le_(Tensor target) => Aten.le__Tensor.CallInPlace(this, target);
        public Tensor gt_(Scalar target) => Aten.gt__Scalar.CallInPlace(this, target);
        public Tensor gt_(Tensor target) => Aten.gt__Tensor.CallInPlace(this, target);
        public Tensor ge_(Scalar target) => Aten.ge__Scalar.CallInPlace(this, target);
        public Tensor ge_(Tensor target) => Aten.ge__Tensor.CallInPlace(this, target);
        public Tensor equal(Tensor target) => Aten.eq_Tensor.Call(this, target);
        public Tensor not_equal(Tensor target) => Aten.ne_Tensor.Call(this, target);
        public Tensor less(Tensor target) => Aten.lt_Tensor.Call(this, target);
        public Tensor less_equal(Tensor target) => Aten.le_Tensor.Call(this, target);
        public Tensor greater(Tensor target) => Aten.gt_Tensor.Call(this, target);
        public Tensor greater_equal(Tensor target) => Aten.ge_Tensor.Call(this, target);
        public Tensor isclose(Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) => Aten.isclose.Call(this, other, rtol, atol, nanEqual);
        public Tensor bitwise_left_shift_(Tensor other) => Aten.bitwise_left_shift__Tensor.CallInPlace(this, other);
        public Tensor bitwise_right_shift_(Tensor other) => Aten.bitwise_right_shift__Tensor.CallInPlace(this, other);
        public Tensor less_equal_(Tensor target) => Aten.le__Tensor.CallInPlace(this, target);
        public Tensor not_equal_(Tensor target) => Aten.ne__Tensor.CallInPlace(this, target);
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) => Aten.isin_Tensor_Tensor.Call(this, test_elements, assumeUnique, invert);
        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) => Aten.allclose.CallScalar(this, target, rtol, atol, equal_nan).Bits != 0;
        public Tensor logical_and(Tensor other) => Aten.logical_and.Call(this, other);
        public Tensor logical_and_(Tensor other) => Aten.logical_and_.CallInPlace(this, other);
        public Tensor logical_or(Tensor other) => Aten.logical_or.Call(this, other);
        public Tensor logical_or_(Tensor other) => Aten.logical_or_.CallInPlace(this, other);
        public Tensor logical_xor(Tensor other) => Aten.logical_xor.Call(this, other);
        public Tensor logical_xor_(Tensor other) => Aten.logical_xor_.CallInPlace(this, other);
        public Tensor bitwise_and(Tensor other) => Aten.bitwise_and_Tensor.Call(this, other);
        public Tensor bitwise_and_(Tensor other) => Aten.bitwise_and__Tensor.CallInPlace(this, other);
        public Tensor bitwise_or(Tensor other) => Aten.bitwise_or_Tensor.Call(this, other);
        public Tensor bitwise_or_(Tensor other) => Aten.bitwise_or__Tensor.CallInPlace(this, other);
        public Tensor bitwise_xor(Tensor other) => Aten.bitwise_xor_Tensor.Call(this, other);
        public Tensor bitwise_xor_(Tensor other) => Aten.bitwise_xor__Tensor.CallInPlace(this, other);
        public Tensor bitwise_left_shift(Tensor other) => Aten.bitwise_left_shift_Tensor.Call(this, other);
        public Tensor bitwise_right_shift(Tensor other) => Aten.bitwise_right_shift_Tensor.Call(this, other);
    }
}
