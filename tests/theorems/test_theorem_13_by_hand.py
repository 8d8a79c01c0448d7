"""Theorem 13 once more: 1-1-1 split again and again, in fractions, and its example in NumPy."""

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
import sympy
from exact_minima import chain_minimum, grown
from exact_taylor import Net, bump, exact, flattened, form, inertia, numbers, shaped, variable
from flint import fmpq
from own_checks import claim_of, notices, said

from proofcheck.core import Verdict
from proofcheck.search.chain_minima import shallow
from theorems import theorem_13_wide_two_layer as module

STATEMENT = module.STATEMENT
X = np.arange(1.0, 6.0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


Y = sigmoid(X) - 3 * sigmoid(-X)


@cache
def found():
    """The minimum of v sigma(u x) that the library certifies, as float64."""
    return tuple(float(layer[0, 0]) for layer in shallow(30).second.weights)


def loss(u, v):
    """The loss of a bias-free network with hidden weights u and outgoing weights v."""
    u, v = np.atleast_1d(u), np.atleast_1d(v)
    return ((v @ sigmoid(np.outer(u, X)) - Y) ** 2).sum()


def hessian(u, v, step=1e-4):
    """The Hessian by central differences."""
    w, n = np.concatenate([np.atleast_1d(u), np.atleast_1d(v)]), np.size(u)

    def at(z):
        return loss(z[:n], z[n:])

    steps = step * np.eye(len(w))
    return np.array(
        [
            [
                (at(w + a + b) - at(w + a - b) - at(w - a + b) + at(w - a - b)) / (4 * step * step)
                for b in steps
            ]
            for a in steps
        ]
    )


def B_by_hand(per_residual):
    u, v = found()
    a = sigmoid(u * X)
    r = v * a - Y
    return (per_residual * r * v * a * (1 - a) * (1 - 2 * a) * X * X).sum()


def test_the_example_is_a_minimum_with_positive_loss_and_positive_B():
    u, v = found()
    assert loss(u, v) > 1e-3
    assert np.linalg.eigvalsh(hessian(u, v)).min() > 1e-3
    generator = np.random.default_rng(1)
    for size in (0.1, 0.01, 0.001):
        for a, b in generator.normal(0, size, (30, 2)):
            assert loss(u + a, v + b) > loss(u, v)
    assert B_by_hand(2) > 0


def test_the_library_has_the_same_B_with_the_factor_2():
    B = float(shallow(30).second.B(1)[0, 0])
    factors = [
        int(STATEMENT.step(step).formula["per residual"])
        for step in ("factor-two", "displayed-factor")
    ]
    assert abs(B_by_hand(factors[0]) - B) < 1e-10
    assert abs(B_by_hand(factors[1]) - B) > 0.1 * abs(B)


@pytest.mark.parametrize("t", [1, 3, 5])
@pytest.mark.parametrize("lam", ["1/4", "3/4"])
def test_splitting_the_example_keeps_it_a_minimum(t, lam):
    """No direction of negative curvature, t flat ones, and no lower loss among random points."""
    u, v = found()
    share = float(Fraction(lam))
    shares = [1.0]
    for _ in range(t):
        shares.append(share * shares[0])
        shares[0] *= 1 - share
    us, vs = np.full(t + 1, u), v * np.array(shares)
    values = np.linalg.eigvalsh(hessian(us, vs))
    # differences err by about 1e-7
    assert values.min() > -1e-5
    assert (np.abs(values) < 1e-5).sum() == t
    generator = np.random.default_rng(t)
    for moves in generator.normal(0, 1e-3, (40, 2 * t + 2)):
        assert loss(us + moves[: t + 1], vs + moves[t + 1 :]) >= loss(u, v)


@pytest.mark.parametrize("last", [-1.0, 2.0])
def test_with_the_last_lambda_outside_the_loss_falls(last):
    u, v = found()
    us, vs = np.full(2, u), v * np.array([1 - last, last])
    d = 0.05
    moved = us + d * np.array([-last, 1 - last])
    assert abs(loss(us, vs) - loss(u, v)) < 1e-12
    assert loss(moved, vs) < loss(u, v)


def test_the_teacher_has_loss_zero_and_idle_neurons_do_not_matter():
    assert loss([1.0, -1.0], [1.0, -3.0]) < 1e-28
    assert loss([1.0, -1.0, 7.0, -2.0], [1.0, -3.0, 0.0, 0.0]) < 1e-28
    assert loss([1.0, -1.0, 7.0], [1.0, -3.0, 1.0]) > 0.1


@pytest.mark.parametrize("t", [1, 2, 5])
@pytest.mark.parametrize("lam", ["1/3", "2/3"])
def test_with_biases_the_signs_are_those_of_the_theorem(t, lam):
    """1-1-1 with B a multiple of I, split t times: 2(t + 1) + 2 positive directions, t flat."""
    net, data = chain_minimum("1-1-1")
    wide = grown(net, ((1, t),), exact(lam))
    assert inertia(wide.hessian(data)) == (len(flattened(wide.layers)) - t, t, 0)


@pytest.mark.parametrize("lam", ["1/3", "2/3", "-1", "2"])
def test_B_of_the_split_neuron_shrinks_and_keeps_its_sign_inside_only(lam):
    net, data = chain_minimum("1-1-1")
    lam = exact(lam)
    B, signs = net.B(1, 1, data), []
    for t in range(4):
        changed = grown(net, ((1, t),), lam).B(1, 1, data)
        power = (1 - lam) ** t
        assert changed == [[power * x for x in row] for row in B]
        signs.append(inertia(changed))
    assert (set(signs) == {(2, 0, 0)}) == (lam < 1)


def test_weight_may_be_shifted_among_equal_neurons():
    """Any combination of v_1 - v_t': the loss is constant, exactly."""
    net, data = chain_minimum("1-1-1")
    wide = grown(net, ((1, 2),), fmpq(1, 4))
    first, second = variable(0, fmpq(0), 2), variable(1, fmpq(0), 2)
    claimed = STATEMENT.step("redistributed-weight").formula["neuron"]
    row = wide.layers[1][0]
    row[1], row[2], row[3] = row[1] + claimed(first, second), row[2] + first, row[3] + second
    moved = wide.loss(data)
    assert moved.d() == net.loss(data)
    assert not any(v for key, v in moved.terms.items() if key)


def test_B_is_a_number_only_without_biases():
    for bias, size in ((True, 2), (False, 1)):
        net = Net(shaped((1, 1, 1), numbers("1 2 3 4"), bias), bump, bias)
        B = net.B(1, 1, [([fmpq(1)], fmpq(0))])
        assert (len(B), len(B[0])) == (size, size)
        step = "B-is-two-by-two" if bias else "B-is-a-number"
        assert STATEMENT.step(step).formula == (size, size)


@pytest.mark.parametrize("direction", ["1 0", "0 1", "2 -3"])
def test_positive_on_the_input_alone_is_not_positive_with_the_bias(direction):
    """The B of the exact chain is a multiple of I; less of it in the bias would not do."""
    net, data = chain_minimum("1-1-1")
    B = net.B(1, 1, data)
    assert form(B, numbers(direction)) > 0
    assert inertia([[-B[0][0], B[0][1]], [B[1][0], B[1][1]]]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("step", "formula"),
    [
        ("B-is-two-by-two", (2, 1)),
        ("factor-two", {"per residual": sympy.Integer(3)}),
        ("redistributed-weight", {"neuron": lambda h, k: -h - 2 * k}),
        ("redistributed-weight", {"neuron": lambda h, k: h - k}),
    ],
)
def test_a_broken_formula_is_noticed(step, formula):
    assert notices(STATEMENT, step, formula)


@pytest.mark.parametrize("factor", [lambda lam: 1 - lam * lam, lambda lam: (1 - lam) / 2])
def test_another_power_is_noticed(factor):
    claim = claim_of(STATEMENT, "B-after-t-splittings", factor=factor)
    assert notices(STATEMENT, "B-after-t-splittings", claim)


@pytest.mark.parametrize("step", ["B-is-a-number", "displayed-factor", "semidefinite-suffices"])
def test_the_literal_forms_are_refuted(step):
    assert said(STATEMENT, step) == [Verdict.REFUTED]
