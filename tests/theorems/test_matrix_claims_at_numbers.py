"""Claims of symbolic size at matrices of numbers: products written out, nothing simplified."""

import pytest
import sympy
from matrix_numbers import Numbers
from sympy.matrices.expressions import MatrixSymbol

from theorems import beyond_constant_loss_deep as deep
from theorems import beyond_constant_loss_start as start
from theorems import beyond_vanishing_d as vanishing
from theorems import lemma_17_wide_layer as wide
from theorems import lemma_19_later_layers as later
from theorems import lemma_a1_block_semidefinite as blocks
from theorems import theorem_5_path_to_global_minimum as path
from theorems import theorem_9_deep_local_minima as minima

SEEDS = pytest.mark.parametrize("seed", range(3))
Q = sympy.Rational


def formula(module, step):
    return module.STATEMENT.step(step).formula


def stacked(*parts):
    return sympy.Matrix.vstack(*parts)


# Lemma 17


@SEEDS
def test_exchanged_neurons_of_the_wide_layer_give_the_same_products(seed):
    n = Numbers({wide.m: 2, wide.N: 3, wide.n: 4}, seed)
    n[wide.P] = sympy.Matrix(4, 4, lambda i, j: int(j == (i + 1 + seed) % 4))
    w, a = n[wide.w_any], n[wide.a_any]
    columns = n.at(formula(wide, "submatrix")["columns"])
    assert (w * columns) * (n[wide.P] * a) == w * a
    assert sorted(map(tuple, (w * columns).T.tolist())) == sorted(map(tuple, w.T.tolist()))


@SEEDS
def test_the_wide_layer_reaches_the_path_and_starts_at_w(seed):
    n = Numbers({wide.m: 2, wide.N: 3, wide.k: 2}, seed)
    n.invertible(wide.A)
    claim = formula(wide, "realised")
    w, a = n.at(wide.w), n.at(wide.a)
    more = sympy.Matrix.hstack(n.at(claim["omega"]), n.at(claim["other columns"]))
    bias = n[wide.bias] * sympy.ones(1, 3)
    assert (w + more) * a + bias == w * a + bias + n[wide.change_of_n]
    assert more[:, 3:] == sympy.zeros(2, 2)
    n[wide.change_of_n] = sympy.zeros(2, 3)
    assert n.at(claim["omega"]) == sympy.zeros(2, 3)


def test_on_the_kernel_of_ones_and_activations_no_weights_move_anything():
    n = Numbers({wide.m: 2, wide.N: 3, wide.n: 1})
    n[wide.a_any], n[wide.ones] = [[1, 2, 4]], [[1, 1, 1]]
    n[wide.z] = [2, -3, 1]
    claim = formula(wide, "kernel")
    assert n[wide.a_any] * n[wide.z] == n[wide.ones] * n[wide.z] == sympy.zeros(1, 1)
    value = (n[wide.w_any] * n[wide.a_any] + n[wide.bias] * n[wide.ones]) * n[wide.z]
    assert value == sympy.zeros(2, 1)
    n[wide.z] = [1, 0, 5]
    value = (n[wide.w_any] * n[wide.a_any] + n[wide.bias] * n[wide.ones]) * n[wide.z]
    claimed = n.at(claim["weights"]) * (n[wide.a_any] * n[wide.z])
    assert value == claimed + n.at(claim["bias"]) * (n[wide.ones] * n[wide.z])


@SEEDS
def test_a_path_out_of_reach_changes_on_the_kernel(seed):
    n = Numbers({wide.m: 2, wide.N: 3}, seed)
    moved = (n[wide.c] * n[wide.z].T) * n[wide.z]
    assert moved == n.at(formula(wide, "necessary")["change"])


# Lemma 19


def layer(seed, k=1, **scalars):
    n = Numbers({later.m: 2, later.N: 3, later.k: k}, seed, **{"lambda": "7/3", **scalars})
    n.invertible(later.W)
    n[later.ones], n[later.e1], n[later.e2] = [[1, 1, 1]], [1, 1], [1] * k
    return n


@SEEDS
@pytest.mark.parametrize("step", ["telescoping", "one-choice"])
@pytest.mark.parametrize("k", [1, 2])
def test_both_choices_reach_the_path(step, seed, k):
    """w_Gamma a_Gamma + w_{Gamma,0} = w a + w_0 + n~ for lambda = 7/3, any delta and a0."""
    n, claim = layer(seed, k, a0="-5/4"), formula(later, step)
    inverse = claim["inverse"]
    reached = n.at(claim["weights"]) * n.at(claim["activations"](inverse))
    reached += n.at(claim["bias"]) * n[later.ones]
    before = n.at(later.w) * n.at(later.a) + n[later.bias] * n[later.ones]
    assert reached == before + n[later.change_of_n]
    assert n.at(inverse) * n[later.W] == sympy.eye(2)


@SEEDS
def test_only_the_first_rows_are_moved(seed):
    """The k other neurons of layer l show a / lambda, whatever the path."""
    n = layer(seed, 2)
    found = n.at(later.PRINTED["activations"](later.PRINTED["inverse"]))
    assert found[2:, :] == n[later.a2] * Q(3, 7)
    assert found[:2, :] != n[later.a1] * Q(3, 7)


@SEEDS
def test_at_the_start_weights_bias_and_activations_are_the_old_ones(seed):
    n, claim = layer(seed), formula(later, "start")
    n.scalars["lambda"] = n.at(claim["lambda(0)"])
    n[later.change_of_n], n[later.delta] = sympy.zeros(2, 3), sympy.zeros(2, 1)
    assert n.at(claim["weights"]) == n.at(later.w)
    assert n.at(claim["bias"]) == n[later.bias]
    assert n.at(claim["activations"](claim["inverse"])) == n.at(later.a)


@SEEDS
def test_the_scaled_weights_have_the_claimed_right_inverse(seed):
    n = layer(seed, 2)
    claimed = n.at(formula(later, "full-rank-kept")["right inverse"])
    weights = Q(7, 3) * n.at(later.w)
    assert weights * stacked(claimed, sympy.zeros(2, 2)) == sympy.eye(2)
    assert weights.rank() == 2


# From every start


def wide_layer(seed, **scalars):
    n = Numbers({start.m: 2, start.N: 3, start.n: 4}, seed, **scalars)
    n[start.ones], n[start.all_ones] = [[1, 1, 1]], [1, 1, 1, 1]
    return n


@SEEDS
@pytest.mark.parametrize("s", ["0", "1/3", "1", "2"])
def test_a_dependent_neuron_gives_its_weights_away(seed, s):
    n, s = wide_layer(seed), Q(s)
    b, c, V, v = (n[x] for x in (start.others, start.shares, start.V, start.v_k))
    claim = formula(start, "free-a-neuron")
    moved = V + claim["to others"](s) * v * c
    assert moved * b + claim["kept"](s) * v * (c * b) == V * b + v * (c * b)
    assert (claim["kept"](s) == 0) == (s == 1)


@SEEDS
def test_a_freed_neuron_shows_anything(seed):
    n = wide_layer(seed)
    sent = n.at(formula(start, "turn-it")["outgoing"]) * n[start.v_k]
    turned = n[start.V] * n[start.others] + sent * n[start.turned]
    assert turned == n[start.V] * n[start.others]


def with_kernel(seed, **scalars):
    """Weights of rank 1 with w d = 0, p'd = 1 and e outside their columns."""
    n = wide_layer(seed, **{"kappa": "3/5", **scalars})
    row = [1, 2, -1, seed]
    n[start.w] = [row, [2 * x for x in row]]
    n[start.d], n[start.p], n[start.e] = [2, -1, 0, 0], [1, 1, 5, 0], [0, 1]
    assert n[start.w] * n[start.d] == sympy.zeros(2, 1)
    assert n[start.p].T * n[start.d] == sympy.eye(1)
    return n


@SEEDS
def test_the_move_is_invisible_above_and_levels_p_a(seed):
    n = with_kernel(seed)
    x = n.at(formula(start, "invisible-move")["x"])
    assert x == n.at(formula(start, "level")["x"])
    assert n[start.w] * x == sympy.zeros(2, 3)
    assert n[start.p].T * (n[start.a] + x) == Q(3, 5) * sympy.ones(1, 3)
    assert x != sympy.zeros(4, 3)


@SEEDS
def test_scaled_with_the_move_the_next_layer_stays(seed):
    lam, centre = Q(5, 2), Q(1, 2)
    n = with_kernel(seed, **{"lambda": lam, "a0": centre})
    x, w = n.at(start.MOVE), n[start.w]
    shown = ((lam - 1) * centre * sympy.ones(4, 3) + n[start.a] + x) / lam
    reached = lam * w * shown + n.at(start.BIASED) * sympy.ones(1, 3)
    assert reached == w * n[start.a] + n[start.bias] * sympy.ones(1, 3)


@SEEDS
def test_the_rank_is_raised_once_and_the_next_layer_stays(seed):
    n = with_kernel(seed, s="2/3")
    claim = formula(start, "raise-the-rank")
    level = n[start.a] + n.at(start.MOVE)
    more = n[start.w] + Q(2, 3) * n[start.e] * n[start.p].T
    bias = n[start.bias] - n.at(claim["from bias"]) * n[start.e]
    before = n[start.w] * level + n[start.bias] * sympy.ones(1, 3)
    assert more * level + bias * sympy.ones(1, 3) == before
    assert (n[start.w].rank(), more.rank()) == (1, 2)
    assert more * n[start.d] == n.at(claim["on d"]) * n[start.e]


# Samples that come together: divided differences by hand


def test_divided_differences_of_a_constant_target_are_its_value_and_zeros():
    """Columns at nodes 0, 1, 3: f[0], f[0,1], f[0,1,3] are the columns times Delta."""
    Delta = sympy.Matrix([[1, -1, Q(1, 3)], [0, 1, -Q(1, 2)], [0, 0, Q(1, 6)]])
    square = sympy.Matrix([[0, 1, 9]])
    assert square * Delta == sympy.Matrix([[0, 1, 1]])
    constant = sympy.Matrix([[7, 7, 7]])
    claim = formula(deep, "targets")
    first = (claim["second value"] - deep.T0) / deep.node_gap
    assert constant * Delta == sympy.Matrix([[claim["value"].subs(deep.T0, 7), first, 0]])


@SEEDS
def test_the_weights_of_the_limit_keep_the_targets(seed):
    n = Numbers({deep.m: 2, deep.N: 3}, seed)
    n.invertible(deep.a)
    n.invertible(deep.Delta)
    weights = n.at(formula(deep, "weights")["weights"])
    assert weights * n[deep.a] == n[deep.T]


@SEEDS
def test_a_line_between_two_ways_of_writing_the_targets_writes_them_all_along(seed):
    n = Numbers({deep.m: 1, deep.N: 3}, seed, s="2/5")
    n[deep.a] = [[1, 2, 3], [2, 4, 6], [0, 1, 1]]
    n[deep.v_limit] = n[deep.v] + sympy.Matrix([[2, -1, 0]])
    line = n.at(formula(deep, "joined")["line"](deep.s))
    assert line * n[deep.a] == n[deep.v] * n[deep.a] == n[deep.v_limit] * n[deep.a]
    assert line not in (n[deep.v], n[deep.v_limit])


@pytest.mark.parametrize(("h1", "h2"), [(1, 0), ("1/2", 3), (5, 2)])
def test_the_claimed_direction_gives_the_velocity_a_rate(h1, h2):
    h1, h2 = Q(h1), Q(h2)
    e = formula(deep, "velocity")["e"](h1, h2)
    assert e[0] * h1 + e[1] * h2 == h1**2 + h2**2 > 0


# Lemma A.1


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1), (2, 1, 2, 1), (1, 2, 1, 2)])
def test_part_a_is_a_congruence_by_the_stretch(sizes):
    n = Numbers(dict(zip(blocks.SIZES, sizes, strict=True)), sum(sizes))
    larger, smaller = (n.at(blocks.bordered(blocks.PRINTED[k])) for k in ("larger", "smaller"))
    first, second = sizes[0], sizes[0] + sizes[1]
    scale = [2 if first <= i < second else 1 for i in range(sum(sizes))]
    S = sympy.diag(*scale)
    assert S * smaller * S == larger
    assert n.at(blocks.stretch(blocks.PRINTED["factor"])) == S
    undone = n.at(blocks.stretch(formula(blocks, "substitution-is-onto")["undo"]))
    assert S * undone == sympy.eye(sum(sizes))


@SEEDS
def test_the_form_of_part_b_on_hz_and_its_value_at_the_threshold(seed):
    n = Numbers({blocks.p: 2, blocks.q: 2}, seed, **{"lambda": "-4/3"})
    n[blocks.h], n[blocks.z] = [[1, 2], [0, seed + 1]], [1, 1]
    g, h, z = n[blocks.g], n[blocks.h], n[blocks.z]
    matrix = sympy.BlockMatrix([[g, h], [h.T, sympy.zeros(2, 2)]]).as_explicit()

    def form(lam):
        vector = stacked(h * z, -lam * z)
        return (vector.T * sympy.Matrix(matrix) * vector)[0, 0]

    assert form(Q(-4, 3)) == n.at(formula(blocks, "b-form-at-hz")["form"])[0, 0]
    G, size = ((h * z).T * g * (h * z))[0, 0], ((h * z).T * (h * z))[0, 0]
    threshold = formula(blocks, "b-threshold")["lambda"].subs({blocks.G: G, blocks.m: size})
    assert form(threshold) == -1


@SEEDS
def test_the_parts_of_the_form_are_reached_alone(seed):
    n = Numbers(dict(zip(blocks.SIZES, (1, 2, 1, 2), strict=True)), seed)
    second = n.at(formula(blocks, "both-parts")["second part"])[0, 0]
    matrix = n.at(blocks.bordered(blocks.PRINTED["smaller"]))
    only_w = stacked(sympy.zeros(4, 1), n[blocks.w])
    assert (only_w.T * matrix * only_w)[0, 0] == second


# Theorems 5 and 9, and D Z X


@pytest.mark.parametrize("t", ["0", "1/4", "1/2", "1"])
def test_the_straight_path_of_outputs_and_its_loss(t):
    n, t = Numbers({path.N: 3}, 5), Q(t)
    z, y = n[path.z], n[path.y]
    f = n.at(formula(path, "output-path")["f"](t))
    assert f == z + t * (y - z)
    loss, whole = ((v.T * v)[0, 0] for v in (f - y, y - z))
    assert loss == formula(path, "loss")["share"](t) * whole
    assert (loss == formula(path, "loss-printed")["share"](t) * whole) == (t in (0, 1))


@SEEDS
@pytest.mark.parametrize(("alpha", "beta"), [(1, 1), (2, -5), (0, 3), (3, 0)])
def test_the_corner_of_lemma_12_on_Dz(seed, alpha, beta):
    """(Dz, -tz) in the blocks alpha beta B, (alpha + beta) D and 0, multiplied out."""
    n = Numbers({minima.n: 2, minima.s: 3}, seed, alpha=alpha, beta=beta, t="5/3")
    B, D, z = n[minima.B], n[minima.D], n[minima.z]
    upper = sympy.Matrix.hstack(alpha * beta * B, (alpha + beta) * D)
    lower = sympy.Matrix.hstack((alpha + beta) * D.T, sympy.zeros(3, 3))
    vector = stacked(D * z, -Q(5, 3) * z)
    found = (vector.T * stacked(upper, lower) * vector)[0, 0]
    assert found == n.at(minima.FORM_AT_DZ)[0, 0]


@SEEDS
def test_D_is_what_D_Z_makes_of_it_where_Z_has_a_right_inverse(seed):
    n = Numbers({vanishing.rows: 2, vanishing.width: 2, vanishing.columns: 3}, seed)
    n[vanishing.Z], n[vanishing.X] = [[1, 0, 2], [0, 1, 1]], [[1, 0], [0, 1], [0, 0]]
    assert n[vanishing.Z] * n[vanishing.X] == sympy.eye(2)
    claimed = n.at(formula(vanishing, "span")["by DZ"])
    assert claimed == n[vanishing.D] != sympy.zeros(2, 2)
    n[vanishing.X] = [[1, 0], [0, 0], [0, 0]]
    assert n.at(formula(vanishing, "span")["by DZ"]) != n[vanishing.D]


# The evaluation itself


def test_a_product_is_not_commuted_and_an_inverse_is_one():
    k = sympy.Symbol("k", integer=True, positive=True)
    a, b = MatrixSymbol("a", k, k), MatrixSymbol("b", k, k)
    n = Numbers({k: 2})
    n[a], n[b] = [[1, 2], [3, 4]], [[0, 1], [1, 0]]
    assert n.at(a * b) == sympy.Matrix([[2, 1], [4, 3]])
    assert n.at(b * a.T + 2 * a.inv()) == sympy.Matrix([[2 - 4, 4 + 2], [1 + 3, 3 - 1]])
