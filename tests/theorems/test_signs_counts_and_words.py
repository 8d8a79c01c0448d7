"""What theorems 2, 7 and 13 share: signs, counts, and mutants that do as their words say.

Networks are multiplied out in fractions, counts are made by listing.
"""

from fractions import Fraction
from itertools import combinations, pairwise, product

import pytest
import sympy
from exact_taylor import Net, cubic, exact, flattened, form, numbers, rank, shaped
from flint import fmpq
from wide_cases import outcome_of

from proofcheck.core import Assumptions, Budget, Form, Kind, Quantifier, Verdict
from proofcheck.search.choices import SeededChoices
from proofcheck.search.planted import NOT_CRITICAL
from proofcheck.symbolic.lambda_intervals import INSIDE, OUTSIDE
from theorems import _lambda_signs as signs
from theorems import _theorem_2_matrices as matrices
from theorems import _theorem_7_notation as notation
from theorems import _wide_steps as wide
from theorems import corollary_3_gradient_descent as descent
from theorems import remark_14_repeated_weights as remark_14
from theorems.theorem_2_deep_and_wide import STATEMENT as THEOREM_2
from theorems.theorem_7_critical_points import STATEMENT as THEOREM_7
from theorems.theorem_13_wide_two_layer import STATEMENT as THEOREM_13

BUDGET = Budget(30, 1, 0)
LAMBDAS = [Fraction(k, 4) for k in range(-6, 11)]


def formula(statement, step):
    return statement.step(step).formula


# Signs


@pytest.mark.parametrize("lam", LAMBDAS)
def test_the_repaired_factor_of_B_turns_outside_the_interval_the_printed_one_does_not(lam):
    """(1 - lambda)^(t-1) for t = 2 is positive at every negative lambda; the block is not."""
    repaired = formula(THEOREM_2, "B-sign")["factor"](lam)
    printed = formula(THEOREM_2, "printed-B-sign")["factor"](lam)
    assert (repaired < 0) == (lam < 0 or lam > 1)
    assert (repaired == 0) == (lam in (0, 1))
    if lam < 0:
        assert printed > 0 > repaired


def test_the_printed_factor_of_B_is_1_where_nothing_is_moved_and_0_at_1():
    printed = formula(THEOREM_2, "printed-B-sign")["factor"]
    assert (printed(Fraction(0)), printed(Fraction(1)), printed(Fraction(1, 4))) == (
        1,
        0,
        Fraction(3, 4),
    )


@pytest.mark.parametrize("lam", LAMBDAS)
def test_alpha_beta_has_the_sign_that_the_repaired_claim_says(lam):
    """For alpha = 1 - lambda, beta = lambda: lambda = beta / (alpha + beta)."""
    alpha, beta = 1 - lam, lam
    point = sympy.Rational(str(lam))
    printed, repaired = (
        point in OUTSIDE[formula(THEOREM_13, step)["outside"]] for step in ("printed-sign", "sign")
    )
    assert (alpha * beta < 0) == repaired
    assert (printed != repaired) == (lam in (0, 1))
    assert (point in INSIDE[formula(THEOREM_13, "sign")["inside"]]) == (alpha * beta > 0)


DEEP = Net(shaped((1, 1, 1, 1), numbers("1/2 2 -1/2"), bias=False), cubic, bias=False)
DATA = [([fmpq(1)], fmpq(2)), ([fmpq(-2)], fmpq(1, 3)), ([fmpq(3)], fmpq(0))]


@pytest.mark.parametrize("lam", ["1/3", "1/2", "-2"])
def test_with_two_equal_neurons_below_B_vanishes_on_their_difference(lam):
    """B of the neuron above, multiplied out: 0 at (1, -1), not at the mutants' directions."""
    B = DEEP.split(1, 1, exact(lam)).B(2, 1, DATA)
    p = [fmpq(x) for x in formula(THEOREM_2, "B2-not-definite")["p"]]
    assert form(B, p) == 0
    assert [[B[0][0]] * 2] * 2 == B
    for mutant in THEOREM_2.step("B2-not-definite").mutants:
        wrong = [fmpq(x) for x in mutant.mutate({"p": (1, -1)})["p"]]
        assert form(B, wrong) != 0


@pytest.mark.parametrize("p", [(1, -1), (3, -3), (0, 0), (1, 1), (2, -1), (1, 0)])
def test_the_form_of_two_equal_neurons_is_c_times_the_square_of_the_sum(p):
    c, a = sympy.symbols("c a")
    found = signs.form_of_two_equal_neurons({"p": p})["p'Bp"]
    assert sympy.expand(found - c * a**2 * sum(p) ** 2) == 0


# Counts


def listed_directions(widths):
    """Moves of one weight against the first of its row, in the layers after the first."""
    pairs = list(zip(widths, (*widths[1:], 1), strict=True))
    return [
        (layer, row, column)
        for layer, (below, own) in enumerate(pairs)
        for row in range(own)
        for column in range(1, below)
    ]


@pytest.mark.parametrize("widths", [(1,), (6,), (1, 1), (3, 2), (2, 3), (21, 21), (25, 4, 3)])
def test_the_dimension_counts_moves_within_rows(widths):
    assert wide.corrected_dimension(*widths) == len(listed_directions(widths))


@pytest.mark.parametrize(("m1", "m2"), [(1, 1), (3, 2), (2, 3), (5, 1)])
def test_the_printed_list_has_more_directions_than_there_are(m1, m2):
    """1 <= t <= m1, 1 <= s <= m2 as printed, by listing; the repaired one is m1 m2 - 1."""
    printed = [("first", t) for t in range(m1)]
    printed += [("both", t, s) for t, s in product(range(m1), range(m2))]
    printed += [("second", s) for s in range(m2)]
    assert matrices.printed_dimension(m1, m2) == len(printed)
    assert len(printed) - wide.corrected_dimension(m1, m2) == m1 + m2 + 1


@pytest.mark.parametrize("widths", [(2, 3, 1), (1, 1, 1, 1), (3, 2, 4, 1)])
@pytest.mark.parametrize("bias", [True, False])
def test_moves_within_rows_are_directions_of_constant_loss(widths, bias):
    """All hidden neurons of a layer alike: w_{s,1} - w_{s,k} changes no output, exactly."""
    rows = [[fmpq(k + 1, 3)] * (n + bias) for k, n in enumerate(widths[:-1])]
    layers = [[list(row) for _ in range(m)] for row, m in zip(rows, widths[1:], strict=True)]
    net = Net(layers, cubic, bias)
    x = numbers("1 -2 1/2")[: widths[0]]
    for layer, row, column in listed_directions(widths[1:-1]):
        moved = [[list(r) for r in level] for level in layers]
        target = moved[layer + 1][row]
        target[bias] += 5
        target[bias + column] -= 5
        assert Net(moved, cubic, bias).f(x) == net.f(x)


@pytest.mark.parametrize("widths", [(1, 1, 1), (2, 3, 1), (3, 2, 4, 1), (1, 5, 2, 2, 1)])
def test_M_by_listing_all_parameters(widths):
    """`rest` are the weights that touch layer l on neither side."""
    net = Net(shaped(widths, iter(lambda: 1, 0)))
    sizes = [len(flattened([layer])) for layer in net.layers]
    for level in range(1, len(widths) - 1):
        values = {
            notation.before: widths[level - 1],
            notation.own: widths[level],
            notation.after: widths[level + 1],
            notation.rest: sum(sizes) - sizes[level - 1] - sizes[level],
        }
        assert notation.COUNTS["M"].subs(values) == sum(sizes)


@pytest.mark.parametrize("name", ["M", "larger", "w-bar"])
def test_every_count_is_compared_with_a_drawn_network(name):
    region = next(r for r in NOT_CRITICAL.regions if r.endswith("with bias"))
    instance = NOT_CRITICAL.draw(SeededChoices(0, "counts", 0), region, 20)
    right = notation.compare_counts(instance, notation.COUNTS)
    assert right.verdict is Verdict.HOLDS
    wrong = {**notation.COUNTS, name: notation.COUNTS[name] + 1}
    outcome = notation.compare_counts(instance, wrong)
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)


@pytest.mark.parametrize(
    ("target", "holds"), [(lambda i, j: 1, True), (lambda i, j: 0, False), (lambda i, j: 2, False)]
)
def test_a_weight_leads_to_a_neuron_that_there_is(target, holds):
    """2-1-1 has one neuron in layer 1: neither 0 nor 2."""
    outcome = notation.target_of_a_weight(BUDGET, {"target": target})
    assert outcome.verdict is (Verdict.HOLDS if holds else Verdict.REFUTED)
    assert bool(outcome.confirmed_by) is not holds


@pytest.mark.parametrize("shape", [(3, 4), (4, 4), (3, 3), (4, 2), (4,)])
def test_only_four_rows_of_three_are_the_weights_of_layer_2(shape):
    outcome = notation.shape_of_weights(BUDGET, {"v": lambda n, s: shape})
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    right = notation.shape_of_weights(BUDGET, {"v": lambda n, s: (4, 3)})
    assert right.verdict is Verdict.HOLDS


@pytest.mark.parametrize("count", range(6))
def test_pairs_by_listing(count):
    assert remark_14.pairs(count) == len(list(combinations(range(count), 2)))


PAIRS = [("identical-vectors", 45), ("hidden-twins", 6)]


@pytest.mark.parametrize(("step", "number"), PAIRS)
def test_the_pairs_of_the_stated_networks(step, number):
    """Ten neurons that are all alike: 45; four among five: 6. One more or less is refuted."""
    right = formula(remark_14.STATEMENT, step)
    outcome = outcome_of(remark_14.STATEMENT, step)
    assert outcome.verdict is Verdict.HOLDS
    assert f"{number} equal pairs" in outcome.detail
    for other in (number - 1, number + 1):
        wrong = {**right, "pairs": lambda _, other=other: other}
        found = outcome_of(remark_14.STATEMENT, step, wrong)
        assert (found.verdict, bool(found.confirmed_by)) == (Verdict.REFUTED, True)


# Mutants of the shared steps do what their words say


def mutated(statement, step_id, suffix):
    step = statement.step(step_id)
    (mutant,) = (m for m in step.mutants if m.id == f"{step_id}-{suffix}")
    return mutant.mutate(step.formula), mutant.change


WIDE = [(s, t.id) for s in (THEOREM_2, THEOREM_13) for t in s.steps if "wide-minimum" in t.id]


@pytest.mark.parametrize(("statement", "step"), WIDE)
def test_mutants_of_wide_minima(statement, step):
    claim = formula(statement, step)
    outside, words = mutated(statement, step, "outside")
    assert words == f"lambda = {outside['lambda']}"
    assert not 0 <= outside["lambda"] <= 1
    more, _ = mutated(statement, step, "dimension")
    widths = [1 + k for k in claim["added"]]
    assert more["dimension"](*widths) == claim["dimension"](*widths) + 1
    narrow, _ = mutated(statement, step, "narrow")
    assert narrow["added"] == (3,) * len(claim["added"])
    assert max(narrow["added"]) < max(claim["added"])


SADDLES = [(s, t.id) for s in (THEOREM_2, THEOREM_13) for t in s.steps if t.id.startswith("saddle")]


@pytest.mark.parametrize(("statement", "step"), SADDLES)
def test_saddles_lie_outside_and_their_mutants_inside(statement, step):
    claim = formula(statement, step)
    assert not 0 <= claim["last"] <= 1
    assert 0 < claim["lambda"] < 1
    for suffix, last in (("third", Fraction(1, 3)), ("half", Fraction(1, 2))):
        changed, words = mutated(statement, step, suffix)
        assert changed["last"] == last
        assert words == f"last lambda {last}"
    assert statement.step(step).page == (14 if len(claim["added"]) == 1 else 15)


MINIMA = [
    (s, t.id)
    for s in (THEOREM_2, THEOREM_13)
    for t in s.steps
    if t.formula == wide.MINIMUM and t.form is not Form.LITERAL
]


@pytest.mark.parametrize(("statement", "step"), MINIMA)
def test_small_minima_are_claimed_of_one_instance_and_spoilt_one_part_at_a_time(statement, step):
    assert statement.step(step).quantifier is Quantifier.EXISTENTIAL
    (check,) = statement.step(step).checks
    assert check.kind is Kind.CERTIFIED
    for suffix, part in (
        ("maximum", "Hessian"),
        ("B", "B"),
        ("loss", "loss above"),
        ("labels", "label shift"),
    ):
        changed, _ = mutated(statement, step, suffix)
        assert {k for k in wide.MINIMUM if changed[k] != wide.MINIMUM[k]} == {part}


@pytest.mark.parametrize(
    ("added", "samples", "enough"), [((19,), 20, True), ((18,), 20, False), ((3, 19), 20, True)]
)
def test_extremely_wide_is_one_layer_with_as_many_neurons_as_samples(added, samples, enough):
    """The widths after splitting a chain: one more than what was added."""
    claim = wide.wide_formula(added)
    assert claim["wide enough"]([1 + k for k in added], samples) is enough


def test_spanning_is_spoilt_by_a_third_of_the_neurons():
    for statement, step in (
        (THEOREM_2, "suboptimal-with-biases"),
        (THEOREM_2, "suboptimal-deeper"),
    ):
        claim = formula(statement, step)
        changed, words = mutated(statement, step, "narrow")
        assert words == "a third of the neurons"
        assert changed["added"] == (claim["added"][0] // 3, *claim["added"][1:])


# B after t splittings, gradient descent


@pytest.mark.parametrize("lam", ["1/3", "-1", "2", "0", "1"])
def test_B_after_two_splittings_has_the_claimed_factor_twice(lam):
    claim = formula(THEOREM_13, "B-after-t-splittings")
    once = DEEP.split(1, 1, exact(lam))
    twice, B = once.split(1, 1, exact(lam)), DEEP.B(1, 1, DATA)[0][0]
    factor = claim["factor"](exact(lam))
    assert once.B(1, 1, DATA)[0][0] == factor * B * claim["start"]
    assert twice.B(1, 1, DATA)[0][0] == factor * factor * B
    assert B != 0


@pytest.mark.parametrize(("first", "second"), [("1/2", "-3"), ("2", "2"), ("0", "1/7")])
def test_weight_is_moved_at_once_to_two_equal_neurons(first, second):
    h, k = exact(first), exact(second)
    kept = formula(THEOREM_13, "redistributed-weight")["neuron"](h, k)
    net = DEEP.split(1, 1, fmpq(1, 3)).split(1, 1, fmpq(1, 5))
    layers = [[list(row) for row in layer] for layer in net.layers]
    for place, change in enumerate((kept, h, k)):
        layers[1][0][place] += change
    moved = Net(layers, cubic, bias=False)
    assert [moved.f(x) for x, _ in DATA] == [net.f(x) for x, _ in DATA]


@pytest.mark.parametrize("lam", ["1/3", "-1", "5/2", "0", "1"])
def test_the_shares_on_the_way_to_the_saddle_add_up_to_one(lam):
    claim = formula(THEOREM_13, "path-to-the-saddle")
    v = DEEP.layers[1][0][0]
    layers = [[list(row) for row in layer] for layer in DEEP.layers]
    layers[0].append(list(layers[0][0]))
    layers[1][0] = [claim[k](exact(lam)) * v for k in ("neuron", "twin")]
    assert [Net(layers, cubic, False).f(x) for x, _ in DATA] == [DEEP.f(x) for x, _ in DATA]


@pytest.mark.parametrize(("gradient", "eta"), [(3, "1/10"), ("-1/2", 2), (0, 1)])
def test_the_step_of_descent_is_the_lowest_point_of_its_model(gradient, eta):
    """Gradient d + d^2 / (2 eta) at the claimed step and around it."""
    g, eta = Fraction(gradient), Fraction(eta)
    claim = descent.STATEMENT.step("descent-stays").formula["step"]
    places = {descent.gradient: sympy.Rational(str(g)), descent.eta: sympy.Rational(str(eta))}
    step = Fraction(str(claim.subs(places)))

    def model(d):
        return g * d + d * d / (2 * eta)

    assert all(
        model(step) < model(step + d) for d in (Fraction(1, 9), Fraction(-1, 99), Fraction(4))
    )
    assert (step == 0) == (g == 0)
    drifting = {"step": claim - descent.eta}
    assert descent.one_step(drifting, Assumptions({"critical"})).verdict is Verdict.REFUTED


# Deviations of equal neurons: the kernel has the listed dimension


@pytest.mark.parametrize("widths", [(1, 3, 1), (1, 2, 2, 1)])
def test_the_listed_moves_are_independent(widths):
    moves = listed_directions(widths[1:-1])
    flat = []
    for layer, row, column in moves:
        vector = [[[fmpq(0)] * n for _ in range(m)] for n, m in pairwise(widths)]
        vector[layer + 1][row][0], vector[layer + 1][row][column] = fmpq(1), fmpq(-1)
        flat.append(flattened(vector))
    assert rank(flat) == len(moves) == wide.corrected_dimension(*widths[1:-1])


def test_the_literal_slips_of_these_pages_are_refuted_with_a_witness():
    for statement, steps in (
        (THEOREM_13, ("printed-sign",)),
        (THEOREM_2, ("printed-B-sign",)),
        (THEOREM_7, ("printed-shape-of-v", "printed-target")),
    ):
        for step in steps:
            outcome = outcome_of(statement, step)
            assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
            assert outcome.witness
