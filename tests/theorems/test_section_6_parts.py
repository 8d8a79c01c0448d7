"""Parts of section 6's modules one by one: limits, choices, hypotheses taken away, instances."""

import json
from fractions import Fraction
from itertools import combinations, pairwise, product

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.core import Assumptions, Budget, Derivation, Verdict
from proofcheck.networks import SIGMOID, TANH, Architecture, Network
from proofcheck.runner.naming import may_assume
from proofcheck.search.choices import SeededChoices
from theorems import (
    _constant_loss_layers,
    _hermite_instances,
    _lemma_16_checks,
    _lemma_16_limit,
    _lemma_19_choices,
    _lifting_instances,
    _order,
    _path_checks,
    _path_instances,
    beyond_constant_loss_deep,
    beyond_constant_loss_start,
    corollary_6_non_attracting,
    lemma_16_spanning,
    lemma_17_wide_layer,
    lemma_18_inverse_activation,
    lemma_19_later_layers,
    lemma_20_outputs,
    theorem_5_path_to_global_minimum,
)

MP = mpmath.MPContext()
MP.dps = 40
STATEMENTS = [
    module.STATEMENT
    for module in (
        lemma_16_spanning,
        lemma_17_wide_layer,
        lemma_18_inverse_activation,
        lemma_19_later_layers,
        lemma_20_outputs,
        theorem_5_path_to_global_minimum,
        corollary_6_non_attracting,
        beyond_constant_loss_start,
        beyond_constant_loss_deep,
    )
]
few = settings(max_examples=25, deadline=None)
BUDGET = Budget(30, 1, 0)

NEEDED = {
    "lemma-16": {
        "direction": {"distinct"},
        "layers-below": {"increasing"},
        "unit-vectors": {"biases"},
        "last-unit-vector": {"biases", "wide"},
    },
    "lemma-17": {"omega": {"spanning"}, "biases-too": {"spanning-with-1"}},
    "lemma-18": {"invertible": {"increasing"}},
    "lemma-19": {"telescoping": {"full-rank"}, "one-choice": {"full-rank"}},
    "lemma-20": {
        "base": {"spanning-with-1"},
        "induction": {"full-rank"},
        "last-layer": {"spanning-with-1", "full-rank"},
    },
    "theorem-5": {
        "composition": {"distinct", "biases", "wide-enough", "non-increasing"},
        "almost-every-start": {"non-increasing"},
    },
    "corollary-6": {
        "non-attracting": {"distinct", "wide-enough", "non-increasing", "suboptimal"},
        "none-isolated": {"distinct", "wide-enough", "non-increasing", "suboptimal"},
    },
    "beyond-constant-loss-start": {
        "out-of-the-span": {"distinct", "biases"},
        "upwards": {"non-increasing"},
        "from-every-start": {"wide"},
    },
    "beyond-constant-loss-deep": {
        "separate": {"increasing"},
        "steep-neurons": {"increasing"},
        "free-neurons": {"wide"},
        "downwards": {"biases", "distinct-inputs"},
        "all-steps": {"distinct-inputs", "biases", "wide", "non-increasing"},
    },
}
"""Every hypothesis that a derivation of section 6 takes, and cannot do without."""


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: s.id)
def test_each_derivation_takes_exactly_these_hypotheses(statement):
    found = {}
    for step in statement.steps:
        for check in (c for c in step.checks if isinstance(c, Derivation)):
            assume = Assumptions(may_assume(statement, step))
            check.run(step.formula, assume)
            if assume.asked:
                found[step.id] = found.get(step.id, set()) | assume.asked
    assert found == NEEDED[statement.id]


TAKEN = [
    (statement, step, hypothesis)
    for statement in STATEMENTS
    for step, hypotheses in NEEDED[statement.id].items()
    for hypothesis in sorted(hypotheses)
]


@pytest.mark.parametrize(("statement", "step_id", "hypothesis"), TAKEN)
def test_without_it_the_derivation_fails(statement, step_id, hypothesis):
    step = statement.step(step_id)
    check = next(c for c in step.checks if isinstance(c, Derivation))
    everything = may_assume(statement, step)
    assert check.run(step.formula, Assumptions(everything)).verdict is Verdict.HOLDS
    outcome = check.run(step.formula, Assumptions(everything - {hypothesis}))
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: s.id)
def test_mutants_change_the_formula_and_leave_the_claim_alone(statement):
    for step in statement.steps:
        before = dict(step.formula) if step.formula is not None else None
        for mutant in step.mutants:
            mutated = mutant.mutate(step.formula)
            assert mutant.drops or mutant.checks or mutated is not step.formula
        assert (dict(step.formula) if step.formula is not None else None) == before


# Lemma 16: the limit


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize(("c", "d"), [(0, 1), (-1, 1), (2, 3), (0, -3)])
def test_rows_of_the_limit_combine_to_unit_vectors(count, c, d):
    """With numbers for c (low) and d (high, not 0): the combinations of the two steps."""
    low, high = _lemma_16_limit.low, _lemma_16_limit.high
    numbers = {low: c, high: d}
    rows = [
        [
            sympy.sympify(_lemma_16_limit.step_entry(sympy.Integer(alpha - k))).subs(numbers)
            for alpha in range(count)
        ]
        for k in range(count)
    ]
    unit = [[int(i == j) for i in range(count)] for j in range(count)]
    found = [
        [sympy.Rational(x - y, d - c) for x, y in zip(row, after, strict=True)]
        for row, after in pairwise(rows)
    ]
    assert found == unit[:-1]
    last = [sympy.Rational(x - c * sum(row[j] for row in found), d) for j, x in enumerate(rows[-1])]
    assert last == unit[-1]
    assert [sympy.Rational(x - c, d - c) for x in rows[-1]] == unit[-1]


@pytest.mark.parametrize(("z", "m", "t0"), [(1, 0, 5), ("0.25", "0.125", 9), (-1, -3, 2)])
def test_steep_enough_neurons_pass_the_bound(z, m, t0):
    z, m, t0 = map(MP.mpf, (z, m, t0))
    steepness = lemma_16_spanning.STATEMENT.step("steep").formula["steepness"]
    for more in (0, 1, 50):
        s = steepness(t0, z - m) + more
        assert s * (z - m) >= t0
        assert s * (m - z) <= -t0


@few
@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 2), min_size=2, max_size=5, unique=True))
def test_some_direction_separates_distinct_inputs(points):
    """A pair forbids at most one k of the directions (1, k), so one of a few separates all."""
    pairs = list(combinations(points, 2))
    good = [
        k for k in range(len(pairs) + 1) if all((a[0] - b[0]) + k * (a[1] - b[1]) for a, b in pairs)
    ]
    assert good
    for a, b in pairs:
        d = (a[0] - b[0], a[1] - b[1])
        assert d[0] ** 2 + d[1] ** 2 > 0


@pytest.mark.parametrize("epsilon", ["1/10", "1/1000000"])
def test_every_shorter_step_stays_within_epsilon(epsilon):
    bound = lemma_16_spanning.STATEMENT.step("near").formula["bound"]
    for distance in (Fraction(1, 3), Fraction(40)):
        for share in (Fraction(1, 100), Fraction(99, 100)):
            assert share * bound(Fraction(epsilon), distance) * distance < Fraction(epsilon)


@pytest.mark.parametrize("rows", [[["1/2", "2/3"], ["1/3", "1/5"]], [["1"]]])
def test_independent_rows_are_no_failure(rows):
    assert _lemma_16_checks.one_neuron(BUDGET, {"rows": rows}).verdict is Verdict.HOLDS


# Lemma 18: order


def test_the_order_of_numbers_satisfies_the_premises():
    """For an increasing sigma x < y, x = y, x > y are worlds in which all premises hold."""
    premises = _order.order(Assumptions({"increasing"}))
    for x, y in product((-1, 0, 2), repeat=2):
        world = {
            _order.less: x < y,
            _order.equal: x == y,
            _order.more: x > y,
            _order.value_less: x**3 < y**3,
            _order.value_equal: x**3 == y**3,
            _order.value_more: x**3 > y**3,
        }
        assert all(sympy.sympify(p).subs(world) == sympy.true for p in premises.values())
    constant = {**world, _order.value_less: False, _order.value_equal: True}
    constant.update({_order.less: True, _order.equal: False, _order.more: False})
    assert not all(sympy.sympify(p).subs(constant) == sympy.true for p in premises.values())


# Lemma 19: choices


@few
@given(
    st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20),
    st.fractions(-1, 1, max_denominator=6),
    st.sampled_from([0, 1, 40]),
    st.sampled_from([(0, 1), (-1, 1), (5, 6), (-7, -3)]),
)
def test_the_uniform_choice_with_numbers(share, direction, size, image):
    c, d = map(Fraction, image)
    rho, M, x = (d - c) / 2, Fraction(size), size * direction
    a, lam = c + share * (d - c), lemma_19_later_layers.CHOICE["scale"](Fraction(size), (d - c) / 2)
    value = ((lam - 1) * (c + rho) + a + x) / lam
    assert c < value < d
    assert (value == a) or size
    gaps = _lemma_19_choices.any_interval(lemma_19_later_layers.CHOICE)
    numbers = {
        _lemma_19_choices.u: a - c,
        _lemma_19_choices.v: d - a,
        _lemma_19_choices.p: M - x,
        _lemma_19_choices.q: M + x,
    }
    exact = {s: sympy.Rational(v.numerator, v.denominator) for s, v in numbers.items()}
    assert gaps["first rows, above c"].subs(exact) == sympy.Rational(str(lam * (value - c)))
    assert gaps["first rows, below d"].subs(exact) == sympy.Rational(str(lam * (d - value)))


@pytest.mark.parametrize("region", _lifting_instances.LAYERS.regions[:4])
def test_moving_activations_out_is_noticed(region):
    instance = _lifting_instances.draw_layer(SeededChoices(7, "out", 0), region, 30)
    shifted = {"seen": lambda lift: lift.activations + 100}
    outcome = lemma_19_later_layers.stays_inside(instance, shifted)
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    assert outcome.witness == instance.to_json()


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ({"below": 1, "n(1)": [["1", "0", "0"], ["0", "1", "0"]]}, Verdict.HOLDS),
        ({"below": 1, "n(1)": [["1", "0", "0"], ["2", "1", "1"]]}, Verdict.REFUTED),
        ({"below": 2, "n(1)": [["1", "0", "0"], ["0", "1", "0"]]}, Verdict.REFUTED),
    ],
)
def test_out_of_reach_by_rank(claim, verdict):
    """The second n(1) is 1 + (0, -1, -1) and (2, 1, 1): both rows in the span of 1 and one row."""
    assert lemma_19_later_layers.out_of_reach(BUDGET, claim).verdict is verdict


@pytest.mark.parametrize(
    ("path", "verdict"),
    [(["0", "0", "1"], Verdict.REFUTED), (["0", "1", "1"], Verdict.HOLDS)],
)
def test_from_weight_zero_the_first_direction_counts(path, verdict):
    claim = {**lemma_19_later_layers.STILL, "n_1": path}
    assert lemma_19_later_layers.weight_zero(BUDGET, claim).verdict is verdict


# Paths


@pytest.mark.parametrize("region", _path_instances.PATHS.regions[::3])
def test_instances_are_the_same_again_and_written_exactly(region):
    first, again = (
        _path_instances.draw_path(SeededChoices(3, "same", 1), region, 30) for _ in range(2)
    )
    assert first.to_json() == again.to_json()
    written = json.loads(json.dumps(first.to_json()))
    widths = tuple(map(int, written["widths"].split("-")))
    parameters = [Fraction(w) for w in written["parameters"]]
    activation = {"sigmoid": SIGMOID, "tanh": TANH}[written["activation"]]
    network = Network.from_parameters(Architecture(widths), activation, parameters)
    assert network == first.path.start.original
    assert 0 <= Fraction(written["t"][0]) <= Fraction(written["t"][1]) <= 1


CHECKS = {
    "n(l*+1)": (
        _path_checks.next_layer,
        {"reached": lambda n, moved: n + moved},
        {"reached": lambda n, moved: n + moved + 1},
    ),
    "outputs": (
        _path_checks.outputs,
        {"f": lambda z, y, t: z + (y - z) * t},
        {"f": lambda z, y, t: z + (y - z) * t + 1},
    ),
    "loss": (
        _path_checks.loss_along,
        {"share": lambda t: (1 - t) * (1 - t)},
        {"share": lambda t: (1 - t) * (1 - t) + 1},
    ),
}


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("region", _path_instances.PATHS.regions[1::4])
def test_checks_along_paths_see_the_difference_everywhere(name, region):
    check, right, wrong = CHECKS[name]
    instance = _path_instances.draw_path(SeededChoices(1, name, 2), region, 30)
    assert check(instance, right).verdict is Verdict.HOLDS
    outcome = check(instance, wrong)
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)


@pytest.mark.parametrize("region", _path_instances.PATHS.regions[:8])
def test_a_start_that_was_not_moved_is_noticed(region):
    """The zero starts: ranks 0 and one activation vector, at any width."""
    instance = _path_instances.draw_path(SeededChoices(1, "zero", 2), region, 30)
    still = {"at": lambda start: start.original}
    moved = {"at": lambda start: start.network}
    assert _lemma_16_checks.spanning(instance, moved).verdict is Verdict.HOLDS
    assert _lemma_16_checks.full_rank(instance, moved).verdict is Verdict.HOLDS
    if len(instance.path.start.inputs) > 2:
        assert _lemma_16_checks.spanning(instance, still).verdict is Verdict.REFUTED
    later = instance.path.start.network.architecture.depth - instance.path.start.layer - 1
    wanted = Verdict.REFUTED if later else Verdict.HOLDS
    assert _lemma_16_checks.full_rank(instance, still).verdict is wanted


# From every start: freeing, turning and raising on a network


def test_a_duplicated_neuron_is_freed_and_turned_at_constant_output():
    """1-3-1 tanh with neurons 1 and 3 equal: outputs by mpmath at seven places of the two moves."""
    x = [MP.mpf(k) / 2 for k in (-1, 1, 4)]
    u, b = [MP.mpf(1), MP.mpf(2), MP.mpf(1)], [MP.mpf(0), MP.mpf(1), MP.mpf(0)]
    v = [MP.mpf(3), MP.mpf(-1), MP.mpf(5)]
    free = beyond_constant_loss_start.FREE

    def outputs(u, b, v):
        return [
            sum(vk * MP.tanh(uk * t + bk) for uk, bk, vk in zip(u, b, v, strict=True)) for t in x
        ]

    before = outputs(u, b, v)
    for step in range(4):
        s = MP.mpf(step) / 3
        moved = [v[0] + free["to others"](s) * v[2], v[1], free["kept"](s) * v[2]]
        assert max(abs(p - q) for p, q in zip(outputs(u, b, moved), before, strict=True)) < 1e-35
    freed = [v[0] + v[2], v[1], MP.mpf(0)]
    for turned in (MP.mpf(-4), MP.mpf(9)):
        now = outputs([u[0], u[1], turned], [b[0], b[1], MP.mpf(1)], freed)
        assert now == outputs(u, b, freed)
    rows = [[MP.tanh(w * t + c) for t in x] for w, c in ((1, 0), (2, 1), (9, 1))]
    assert abs(MP.det(MP.matrix(rows))) > 1e-5


@pytest.mark.parametrize("region", _constant_loss_layers.ROWS)
@pytest.mark.parametrize("number", range(3))
def test_wrong_moves_of_ranks_are_noticed(region, number):
    layer = _constant_loss_layers.draw_deficient(SeededChoices(number, "r", 1), region, 30)
    claim = beyond_constant_loss_start.STATEMENT.step("raise-the-rank").formula
    assert _constant_loss_layers.rank_is_raised(layer, claim).verdict is Verdict.HOLDS
    still = {**claim, "step": 0, "step back": 0}
    outcome = _constant_loss_layers.rank_is_raised(layer, still)
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    assert outcome.detail == "the rank is not raised by one"


@pytest.mark.parametrize("region", _constant_loss_layers.NEURONS)
def test_wrong_moves_of_neurons_are_noticed(region):
    layer = _constant_loss_layers.draw_deficient(SeededChoices(4, "n", 1), region, 30)
    right = beyond_constant_loss_start.FREE
    assert _constant_loss_layers.neuron_is_freed(layer, right).verdict is Verdict.HOLDS
    wrong = {**right, "to others": lambda s: -s}
    if any(row[-1] for row in layer.v):
        assert _constant_loss_layers.neuron_is_freed(layer, wrong).verdict is Verdict.REFUTED
    json.dumps(layer.to_json())


def test_gatherings_have_distinct_samples_and_neurons():
    for region in _hermite_instances.GATHERINGS.regions:
        instance = _hermite_instances.draw_gathering(SeededChoices(0, "d", 0), region, 30)
        assert all(len(set(row)) == len(row) for row in instance.deltas)
        assert len(set(instance.neurons)) == sum(instance.sizes)
        json.dumps(instance.to_json())
