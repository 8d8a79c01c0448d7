"""Loss, gradient and Hessian against SymPy's diff and against Taylor series in balls."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from network_oracles import (
    ACTIVATIONS,
    CUBIC,
    CUBIC_COEFFICIENTS,
    SHAPES,
    encloses,
    instance,
    series_sigma,
    sympy_rational,
    taylor_of_loss,
    written_out_loss,
)

from proofcheck.arithmetic import Balls, Floats, Multiprecision, Rationals, Symbolic
from proofcheck.core.errors import InputError
from proofcheck.networks import (
    SIGMOID,
    Architecture,
    Network,
    forward,
    forward_pass,
    gradient,
    hessian,
    jacobian,
    labels_of,
    loss,
    loss_sensitivities,
    output_sensitivities,
    residual,
    squared_norm,
    unflatten,
)

shapes = pytest.mark.parametrize("shape", SHAPES, ids=lambda a: f"{a.label()}{'b' * a.bias}")
Q = Rationals()


def cubic(z):
    return sum(
        c * z**k for k, c in enumerate(map(sympy_rational, map(Fraction, CUBIC_COEFFICIENTS)))
    )


def along_one_parameter(network, inputs, labels, place, t):
    parameters = [sympy_rational(w) for w in network.parameters]
    parameters[place] += t
    exact_inputs = [[sympy_rational(v) for v in x] for x in inputs]
    exact_labels = [sympy_rational(y) for y in labels]
    return parameters, exact_inputs, exact_labels


@shapes
def test_exact_gradient_and_hessian_equal_sympys_diff(shape):
    network, inputs, labels = instance(shape, CUBIC, 3 - shape.depth // 2, seed=1)
    values = forward_pass(network, inputs, Q)
    r = residual(values, labels)
    g, H = gradient(values, r), hessian(values, r)
    s, t = sympy.symbols("s t")
    size = shape.parameter_count
    middle = size // 2
    pairs = [(1, size - 2), (middle, middle), (0, size - 1)]
    pairs += [(0, 0), (0, middle), (middle, size - 1)] if shape.depth < 3 else []
    for i, j in pairs:
        parameters, x, y = along_one_parameter(network, inputs, labels, i, s)
        parameters[j] += t
        written = written_out_loss(shape, parameters, x, y, cubic)
        first = sympy.diff(written, s).subs({s: 0, t: 0})
        second = sympy.diff(written, s, t).subs({s: 0, t: 0})
        assert (first, second) == (Symbolic().number(g[i]), Symbolic().number(H[i, j]))
    assert written.subs({s: 0, t: 0}) == Symbolic().number(loss(values, labels))


def test_sigmoid_hessian_agrees_with_sympys_diff_at_40_digits():
    shape = Architecture((1, 2, 1, 1))
    network, inputs, labels = instance(shape, SIGMOID, 2, seed=2)
    w = sympy.symbols(f"w:{shape.parameter_count}")
    x = [[sympy_rational(v) for v in row] for row in inputs]
    y = [sympy_rational(v) for v in labels]
    written = written_out_loss(shape, w, x, y, lambda n: 1 / (1 + sympy.exp(-n)))
    values = forward_pass(network, inputs, Balls(180))
    H = hessian(values, residual(values, labels))
    with mpmath.workdps(45):
        point = [mpmath.mpf(p.numerator) / p.denominator for p in network.parameters]
        for i in (0, 5):
            row = [sympy.diff(written, w[i], q) for q in w]
            found = sympy.lambdify([w], row, modules="mpmath", cse=True)(point)
            for j, entry in enumerate(found):
                middle = mpmath.mpf(H[i, j].mid().str(50, radius=False))
                assert abs(middle - entry) < mpmath.mpf(10) ** -40


@shapes
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_taylor_coefficients_along_lines_meet_the_formulas(shape, name):
    bits = 160
    network, inputs, labels = instance(shape, ACTIVATIONS[name], 3, seed=3)
    values = forward_pass(network, inputs, Balls(bits))
    r = residual(values, labels)
    g, H = gradient(values, r), hessian(values, r)
    for seed in range(3):
        direction = instance(shape, CUBIC, 1, seed=10 + seed)[0].parameters
        d = Balls(bits).array(direction)
        zeroth, first, second = taylor_of_loss(
            network, inputs, labels, direction, series_sigma(name), bits
        )
        with Balls(bits).active():
            found = loss(values, labels), (g * d).sum(), d.dot(H.dot(d)) / 2
        for ours, theirs in zip(found, (zeroth, first, second), strict=True):
            assert ours.overlaps(theirs)
            assert ours.rad() < fmpq(1, 10**35)
            assert theirs.rad() < fmpq(1, 10**30)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(1, 3), min_size=2, max_size=4),
    st.booleans(),
    st.integers(1, 4),
    st.integers(0, 10**6),
)
def test_balls_enclose_the_exact_hessian_for_all_shapes(widths, bias, samples, seed):
    shape = Architecture((*widths, 1), bias)
    network, inputs, labels = instance(shape, CUBIC, samples, seed)
    exact_values = forward_pass(network, inputs, Q)
    exact_hessian = hessian(exact_values, residual(exact_values, labels))
    ball_values = forward_pass(network, inputs, Balls(120))
    ball_hessian = hessian(ball_values, residual(ball_values, labels))
    assert (exact_hessian == exact_hessian.T).all()
    for ball, value in zip(ball_hessian.ravel(), exact_hessian.ravel(), strict=True):
        assert encloses(ball, Fraction(int(value.p), int(value.q)))
        assert ball.rad() <= (abs(value) + 1) * fmpq(1, 2**60)


@shapes
def test_all_arithmetics_agree(shape):
    network, inputs, labels = instance(shape, SIGMOID, 3, seed=5)

    def floats(arithmetic):
        values = forward_pass(network, inputs, arithmetic)
        return arithmetic.approximate(hessian(values, residual(values, labels)))

    reference = floats(Balls(100))
    for arithmetic in (Floats(), Multiprecision(30)):
        assert floats(arithmetic) == pytest.approx(reference, rel=1e-9, abs=1e-9)


@shapes
def test_gradient_and_gauss_newton_part_follow_from_the_jacobian(shape):
    network, inputs, labels = instance(shape, CUBIC, 3, seed=6)
    values = forward_pass(network, inputs, Q)
    r, J = residual(values, labels), jacobian(values)
    assert J.shape == (3, shape.parameter_count)
    assert (gradient(values, r) == 2 * J.T.dot(r)).all()
    assert (hessian(values, [0, 0, 0]) == 2 * J.T.dot(J)).all()
    assert squared_norm(values, r) == loss(values, labels)
    assert (labels_of(values, r) == Q.array(labels)).all()


@shapes
def test_sensitivities_are_derivatives_in_the_biases(shape):
    if not shape.bias:
        pytest.skip("without biases no parameter shifts a single preactivation")
    network, inputs, labels = instance(shape, CUBIC, 2, seed=7)
    values = forward_pass(network, inputs, Q)
    J, S = jacobian(values), output_sensitivities(values)
    delta = loss_sensitivities(values, residual(values, labels))
    r = residual(values, labels)
    assert S[0] is None
    assert delta[0] is None
    for layer in range(1, shape.depth + 1):
        for k in range(1, shape.widths[layer] + 1):
            column = shape.parameter_index(layer, k, 0)
            assert (S[layer][k - 1] == J[:, column]).all()
            assert (delta[layer][k - 1] == 2 * r * J[:, column]).all()


@shapes
def test_shapes_and_bias_rows_of_a_forward_pass(shape):
    network, inputs, _ = instance(shape, CUBIC, 3, seed=8)
    values = forward_pass(network, inputs, Q)
    assert values.preactivations[0] is None
    assert values.samples == 3
    for layer in range(shape.depth + 1):
        width = shape.widths[layer]
        if layer >= 1:
            assert values.preactivations[layer].shape == (width, 3)
        if layer < shape.depth:
            assert values.activations[layer].shape == (width + shape.bias, 3)
            if shape.bias:
                assert (values.activations[layer][0] == 1).all()
    for layer in shape.hidden_layers:
        assert values.sigma_first(layer).shape == values.sigma_second(layer).shape
    with pytest.raises(InputError):
        values.sigma_first(0)


def test_symbolic_parameters_pass_through_the_formulas():
    shape = Architecture((1, 1, 1))
    w = np.array(sympy.symbols("b u c v"), dtype=object)
    x, y = sympy.symbols("x y")
    values = forward(shape, SIGMOID, unflatten(shape, w), [[x]], Symbolic())
    H = hessian(values, residual(values, [y]))
    written = (w[2] + w[3] / (1 + sympy.exp(-w[0] - w[1] * x)) - y) ** 2
    point = dict(zip((*w, x, y), (0.3, -0.7, 0.2, 1.1, 0.9, 0.4), strict=True))
    for i, j in [(0, 0), (0, 1), (1, 1), (1, 3), (2, 3)]:
        difference = H[i, j] - sympy.diff(written, w[i], w[j])
        assert abs(difference.subs(point)) < 1e-12


def test_exact_critical_point_with_logarithmic_weight():
    """MATH.md: 1-1-1 without biases, data (1, 0), (3, 3), u = ln 2, v = 54/25, loss 81/25."""
    shape = Architecture((1, 1, 1), bias=False)
    flat = np.array([sympy.log(2), sympy.Rational(54, 25)], dtype=object)
    values = forward(shape, SIGMOID, unflatten(shape, flat), [[1], [3]], Symbolic())
    r = residual(values, [0, 3])
    assert list(gradient(values, r)) == [0, 0]
    assert loss(values, [0, 3]) == sympy.Rational(81, 25)


def test_enclosed_parameters_enclose_every_hessian_inside():
    shape = Architecture((1, 2, 1))
    network, inputs, labels = instance(shape, CUBIC, 2, seed=9)
    balls = Balls(80)
    wide = balls.array(network.parameters)
    with balls.active():
        wide = wide + np.array([fmpq(1, 1000) * z for z in [balls.number(0)] * len(wide)])
        wide = np.array([x + (x - x).union(balls.number("1/1000")) for x in wide], dtype=object)
    values = forward(shape, CUBIC, unflatten(shape, wide), inputs, balls)
    H = hessian(values, residual(values, labels))
    moved = [p + Fraction(k % 2, 1000) for k, p in enumerate(network.parameters)]
    inside = Network.from_parameters(shape, CUBIC, moved)
    exact_values = forward_pass(inside, inputs, Q)
    truth = hessian(exact_values, residual(exact_values, labels))
    for ball, value in zip(H.ravel(), truth.ravel(), strict=True):
        assert encloses(ball, Fraction(int(value.p), int(value.q)))


@pytest.mark.parametrize("inputs", [[], [[1]], [[1, 2, 3]], [1, 2], [[[1, 2]]], [[1, 0.5]]])
def test_inputs_of_another_shape_or_kind_are_refused(inputs):
    network, _, _ = instance(Architecture((2, 1, 1)), CUBIC, 1, seed=0)
    with pytest.raises(InputError):
        forward_pass(network, inputs, Q)


@pytest.mark.parametrize("labels", [[], [1], [1, 2, 3], [[1, 2]], [1, 0.5], 3])
def test_labels_of_another_shape_or_kind_are_refused(labels):
    network, inputs, _ = instance(Architecture((2, 1, 1)), CUBIC, 2, seed=0)
    values = forward_pass(network, inputs, Q)
    for call in (loss, residual, gradient, hessian, squared_norm, labels_of):
        with pytest.raises(InputError):
            call(values, labels)
