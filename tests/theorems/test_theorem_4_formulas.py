"""Theorem 4, formula by formula: moments summed in fractions, wrong terms, slips of page 25."""

from fractions import Fraction
from itertools import product

import pytest
import sympy
from own_checks import claim_of, notices, said

from proofcheck.core import Assumptions, Budget, Derivation, Form, Sampling, Verdict
from proofcheck.networks import SIGMOID, Architecture, Network
from proofcheck.search.infinity_checks import wrong_sign
from proofcheck.symbolic.sample_sums import SUM, N
from theorems import _theorem_4_expansion as derive
from theorems import _theorem_4_printed as printed
from theorems import theorem_4_minimum_at_infinity as module

STATEMENT = module.STATEMENT
BUDGET = Budget(30, 1, 0)
HALF = Fraction(1, 2)

# Sums over samples, by hand

LABELS = [Fraction(3), Fraction(-1, 2), Fraction(7, 3), Fraction(0)]
EPS = [Fraction(1, 2), Fraction(-2), Fraction(1, 5), Fraction(4)]
G = [Fraction(1, 3), Fraction(2), Fraction(1, 7), Fraction(5, 2)]
H = [Fraction(-1), Fraction(1, 4), Fraction(2), Fraction(1, 2)]
MEAN = sum(LABELS) / 4
COLUMNS = {derive.y: LABELS, derive.eps: EPS, derive.G: G, derive.h: H}


def number(expression, **values):
    """A formula in moments at the four samples; other symbols by their names."""
    expression = sympy.sympify(expression)

    def moment(monomial):
        total = Fraction(0)
        for k in range(4):
            factor = Fraction(1)
            for base, power in monomial.as_powers_dict().items():
                factor *= Fraction(int(base)) if base.is_Integer else COLUMNS[base][k] ** int(power)
            total += factor
        return sympy.Rational(total.numerator, total.denominator)

    places = {
        s: sympy.Rational(str(values[s.name])) for s in expression.free_symbols if s.name in values
    }
    found = expression.replace(lambda part: part.func is SUM, lambda part: moment(part.args[0]))
    return Fraction(str(found.subs(places)))


def formula(step_id):
    return STATEMENT.step(step_id).formula


def test_the_mean_is_the_mean():
    assert number(derive.MEAN) == MEAN
    assert number(N) == 4


@pytest.mark.parametrize("k", ["0", "5/2", "-7", "29/24"])
def test_a_constant_loses_the_claimed_excess(k):
    k = Fraction(k)
    spread = sum((MEAN - y) ** 2 for y in LABELS)
    excess = number(formula("best-constant")["excess"], k=k, c=MEAN)
    assert sum((k - y) ** 2 for y in LABELS) == spread + excess
    assert (excess == 0) == (k == MEAN)


def test_square_and_cross_term_of_the_expansion():
    claim = {name: Fraction(str(x)) for name, x in formula("expansion").items()}
    whole = sum((MEAN + e - y) ** 2 for e, y in zip(EPS, LABELS, strict=True))
    square = sum(e * e for e in EPS)
    cross = sum(e * (MEAN - y) for e, y in zip(EPS, LABELS, strict=True))
    spread = sum((MEAN - y) ** 2 for y in LABELS)
    assert whole == spread + claim["square"] * square + claim["cross"] * cross
    assert cross != 0


@pytest.mark.parametrize("s", [MEAN, MEAN + 1, Fraction(-3)], ids=["s = c", "s = c + 1", "s = -3"])
def test_star_keeps_its_value_when_the_sum_of_the_weights_moves(s):
    """(*) with eps = (s - c) - v p G - h: the constant s - c adds nothing."""
    v, p = Fraction(-5, 2), Fraction(1, 3)
    eps = [(s - MEAN) - v * p * g - h for g, h in zip(G, H, strict=True)]
    star = sum(e * (MEAN - y) for e, y in zip(eps, LABELS, strict=True))
    neuron = v * p * sum((MEAN - y) * g for y, g in zip(LABELS, G, strict=True))
    others = sum((MEAN - y) * h for y, h in zip(LABELS, H, strict=True))
    assert star == Fraction(str(formula("star")["sign"])) * (neuron + others)


@pytest.mark.parametrize("rate", [1, 2])
def test_the_gap_with_others_and_one_more_neuron(rate):
    v, p, s = Fraction(3), Fraction(2, 7), Fraction(1, 9)
    f = [s - rate * v * p * g - h for g, h in zip(G, H, strict=True)]
    pairs = list(zip(f, LABELS, strict=True))
    gap = sum((x - y) ** 2 - (MEAN - y) ** 2 - (x - MEAN) ** 2 for x, y in pairs)
    T = sum((MEAN - y) * g for y, g in zip(LABELS, G, strict=True))
    others = number(formula("gap")["others"], c=MEAN)
    assert gap == others + p * formula("gap")["K"](rate, v, T)
    assert others == -2 * sum((MEAN - y) * h for y, h in zip(LABELS, H, strict=True))


@pytest.mark.parametrize(("d", "p", "e"), [(1, 0, 3), ("-2/3", "1/5", 4), (7, "5/2", "1/9")])
def test_T_differs_from_S_by_the_claimed_term(d, p, e):
    d, p, e = map(Fraction, (d, p, e))
    g = 1 / (1 + p * e)
    assert d * e * g - d * e == formula("neighbourhood")["difference"](d, p, e, g)
    claim = formula("taylor")
    places = {derive.p: sympy.Rational(str(p)), derive.e: sympy.Rational(str(e))}
    rest, below = (claim[k](sympy.Rational(str(g))).subs(places) for k in ("rest", "below one"))
    assert g == 1 + Fraction(str(claim["first"])) * p * e + Fraction(str(rest))
    assert 1 - g == Fraction(str(below))


@pytest.mark.parametrize(("rate", "pi", "m", "T"), [(1, 2, 3, 5), (2, "1/3", "3/2", -4)])
def test_a_weight_against_T_gives_a_square(rate, pi, m, T):
    """With v = -m^2 T and p = pi^2 in p K, K = -2 r v T."""
    pi, m, T = map(Fraction, (pi, m, T))
    square = formula("opposite-signs")["square"](rate, pi, m, T)
    assert square == pi**2 * module.K(rate, -(m**2) * T, T)
    assert square > 0


def test_at_the_best_step_the_gain_is_the_claimed_one_and_elsewhere_less():
    claim = formula("better-network")
    T = sum((MEAN - y) * g for y, g in zip(LABELS, G, strict=True))
    Q = sum(g * g for g in G)

    def gain(q):
        return sum(
            (MEAN - y) ** 2 - (MEAN - q * g - y) ** 2 for y, g in zip(LABELS, G, strict=True)
        )

    best = claim["q"](1, T, Q)
    assert claim["q"](2, T, Q) == best / 2
    assert gain(best) == claim["gain"](T, Q) > 0
    assert all(gain(best + step) < gain(best) for step in (HALF, -HALF, Fraction(1, 999)))


@pytest.mark.parametrize(("P", "E"), [(1, 1), ("1/7", 5), (3, "2/3")])
def test_the_moment_of_a_layer_is_the_sigmoid(P, E):
    """P = exp(theta), E = exp(z): sigma = P E / (1 + P E)."""
    P, E = Fraction(P), Fraction(E)
    claim = formula("more-layers")
    assert claim["first"](P, E) + claim["second"](P, E) == P * E / (1 + P * E)


def test_the_moment_at_labels_equal_to_the_inputs():
    variance = sum((x - MEAN) ** 2 for x in LABELS)
    assert sum((MEAN - x) * x for x in LABELS) == formula("almost-every")["moment"](variance)


def test_the_slope_where_the_output_is_the_mean_is_K():
    """-2 r v sum (f - y) e g^2 at f = c, p = 0: 2 r v d e summed, with d = y - c."""
    slope = formula("each-parameter")["slope"]
    e = [Fraction(k, 3) for k in (1, 2, 5, 7)]
    for rate, v in ((1, Fraction(2)), (2, Fraction(-3, 4))):
        total = sum(slope(rate, v, MEAN - y, x, 1) for y, x in zip(LABELS, e, strict=True))
        S = sum((MEAN - y) * x for y, x in zip(LABELS, e, strict=True))
        assert total == module.K(rate, v, S)


# Other wrong formulas than the mutants

c, e, p, y = derive.c, derive.e, derive.p, derive.y
BROKEN = [
    ("fully-active", {"act": sympy.Integer(0)}),
    ("fully-active", {"act": 1 - derive.r}),
    ("best-constant", {"c": SUM(y) / (N + 1)}),
    ("best-constant", {"c": SUM(y**2) / SUM(y)}),
    ("best-constant", {"excess": N * (derive.k - c)}),
    ("loss", {"factor": sympy.Integer(0)}),
    ("expansion", {"square": sympy.Integer(0)}),
    ("expansion", {"cross": sympy.Integer(4)}),
    ("logistic", {"p": (-2, 0)}),
    ("logistic", {"e": (-1, 0)}),
    ("logistic", {"rate": -1}),
    ("tanh", {"e": (0, -1)}),
    ("tanh", {"p": (-2, -2), "e": (0, 0), "rate": 1}),
    ("taylor", {"first": sympy.Integer(0)}),
    ("taylor", {"rest": lambda g: p**2 * e**2 * g**2}),
    ("taylor", {"below one": lambda g: p * e * g**2}),
    ("output", {"bias": derive.v}),
    ("epsilon", {"constant": derive.s}),
    ("star", {"sign": sympy.Integer(-2)}),
    ("star", {"c": SUM(y)}),
    ("gap", {"K": lambda r, w, total: -2 * r * w * total + w}),
    ("gap", {"K": lambda r, w, total: -2 * r * total}),
    ("gap", {"others": sympy.Integer(0)}),
    ("opposite-signs", {"square": lambda r, pi, m, t: 2 * r * (pi * t) ** 2}),
    ("opposite-signs", {"square": lambda r, pi, m, t: 2 * (pi * m * t) ** 2}),
    ("neighbourhood", {"difference": lambda d, p, e, g: -d * p * e**2}),
    ("neighbourhood", {"difference": lambda d, p, e, g: -d * p**2 * e**2 * g}),
    ("each-parameter", {"slope": lambda r, v, t, e, g: -2 * v * t * e * g**2}),
    ("each-parameter", {"slope": lambda r, v, t, e, g: -2 * r * v * t * e**2 * g**2}),
    ("weights", {"positive": lambda x, size: (size + x) / 2}),
    ("weights", {"negative": lambda x, size: -1 - size}),
    ("weights", {"bias": lambda c, total: -total}),
    ("almost-every", {"moment": lambda s: -s / 2}),
    ("more-layers", {"first": lambda P, E: P + E}),
    ("more-layers", {"second": lambda P, E: -((P * E) ** 2)}),
    ("some-sign", {"up": 0}),
    ("some-sign", {"down": derive.b**2}),
    ("some-sign", {"left": 2 * derive.d}),
    ("exception", {"S": lambda E: (E - 1) ** 2 / (2 * E)}),
    ("exception", {"S": lambda E: (E**2 - 1) / E}),
    ("better-network", {"q": lambda r, T, Q: T * Q / r}),
    ("better-network", {"q": lambda r, T, Q: T * r / Q}),
    ("exception-other-end", {"bracket": lambda q, E: q * (1 - q) * (E - 1) ** 2}),
    ("exception-other-end", {"bracket": lambda q, E: (E - 1) ** 2 / E}),
    ("all-signs", {"point": wrong_sign}),
    ("parameters", {"least m": 2}),
    ("better-network", {"gain": lambda T, Q: T / Q}),
    ("obstruction", {"obstructed": lambda sign, c: c == 0}),
    ("obstruction", {"obstructed": lambda sign, c: True}),
    ("layers", {"last fixed": lambda depth: 0}),
]


@pytest.mark.parametrize(("step", "wrong"), BROKEN)
def test_a_broken_formula_is_noticed(step, wrong):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, **wrong))


NEEDED = {
    "opposite-signs": {"opposite"},
    "some-sign": {"distinct", "labels-differ"},
}


@pytest.mark.parametrize("step_id", NEEDED)
def test_each_hypothesis_of_a_derivation_is_asked_for_and_needed(step_id):
    step, needed = STATEMENT.step(step_id), NEEDED[step_id]
    (check,) = step.checks
    assume = Assumptions({h.id for h in STATEMENT.hypotheses})
    assert check.run(step.formula, assume).verdict is Verdict.HOLDS
    assert assume.asked == needed
    for missing in needed:
        outcome = check.run(step.formula, Assumptions(needed - {missing}))
        assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)


# The slips of pages 24 and 25

PAIRS = ("loss", "output", "epsilon", "free", "obstruction", "layers", "parameters")


def said_by(check):
    """The function that a check calls."""
    return check.test if isinstance(check, Sampling) else check.run


@pytest.mark.parametrize("name", PAIRS)
def test_both_forms_share_page_checks_and_scope_and_differ_in_what_is_claimed(name):
    literal, repaired = STATEMENT.step(f"printed-{name}"), STATEMENT.step(name)
    assert (literal.form, repaired.form) == (Form.LITERAL, Form.REPAIRED)
    assert (literal.page, literal.scope) == (repaired.page, repaired.scope)
    assert list(map(said_by, literal.checks)) == list(map(said_by, repaired.checks))
    assert literal.claim != repaired.claim
    assert literal.mutants == ()
    assert repaired.mutants
    assert set(said(STATEMENT, literal.id)) == {Verdict.REFUTED}
    assert set(said(STATEMENT, repaired.id)) == {Verdict.HOLDS}


def reachable(sign, c, n):
    """Whether n numbers of the sign opposite to `sign` add up to c, tried on a grid."""
    grid = [Fraction(k, 3) * -sign for k in range(1, 10)]
    return any(sum(v) == c for v in product(grid, repeat=n))


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("c", [-1, 0, 1])
def test_weights_of_one_sign_reach_the_mean_only_where_it_is_not_obstructed(sign, c):
    obstructed = formula("obstruction")["obstructed"](sign, c)
    assert [reachable(sign, c, n) for n in (1, 2, 3)] == [not obstructed] * 3


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("c", [-1, 0, 1])
def test_a_lie_about_one_case_only_is_found_there(sign, c):
    truth = formula("obstruction")["obstructed"]

    def lie(s, k):
        return truth(s, k) is not ((s, k) == (sign, c))

    outcome = printed.obstruction(BUDGET, {"obstructed": lie})
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    assert outcome.witness == {"n": 1, "c": c, "sign of S": sign}


@pytest.mark.parametrize(
    ("free", "holds"),
    [
        (lambda i, k: False, True),
        (lambda i, k: k == 1, True),
        (lambda i, k: k >= 1, True),
        (lambda i, k: k == 0, False),
        (lambda i, k: k < 2, False),
        (lambda i, k: i == 1, False),
    ],
)
def test_only_the_bias_moves_p(free, holds):
    """p_1 = exp(-u_{1,0}): no other u_{1,k} changes it, and u_{1,0} does."""
    step = STATEMENT.step("free")
    found = said(STATEMENT, "free", {"free": free})
    assert found == [Verdict.HOLDS if holds else Verdict.REFUTED]
    assert step.formula["free"](1, 0) is False


@pytest.mark.parametrize("slope", [0, 1])
def test_a_layer_that_is_not_fixed_may_be_constant(slope):
    """1-1-1-1 with weight `slope` in layer 1: the moment of act(1) with the labels 0, 1, 2."""
    network = Network.from_parameters(Architecture((1, 1, 1, 1)), SIGMOID, (0, slope, 0, 1, 0, 1))
    (bias, weight), mean = network.weights[0][0], Fraction(1)
    values = [1 / (1 + sympy.exp(-(int(bias) + int(weight) * x))) for x in (0, 1, 2)]
    moment = sum((mean - y) * value for y, value in zip((0, 1, 2), values, strict=True))
    assert (sympy.nsimplify(moment) == 0) == (slope == 0)
    outcome = printed.fixed_layers(BUDGET, {"last fixed": lambda _: slope})
    assert outcome.verdict is (Verdict.HOLDS if slope else Verdict.REFUTED)
    assert bool(outcome.confirmed_by) == (slope == 0)


@pytest.mark.parametrize("exponents", [(0, 0), (1, 0), (-2, 3)])
def test_powers_of_the_two_exponentials(exponents):
    found = derive.power(exponents)
    bias, rest = sympy.symbols("exp(u_0) exp(z)")
    value = found.subs({bias: 2, rest: sympy.Rational(1, 3)})
    assert value == sympy.Integer(2) ** exponents[0] * sympy.Rational(1, 3) ** exponents[1]


def test_the_proof_is_followed_page_by_page():
    """Within the expansion and within the signs the steps come in the order of the text."""
    for group in (module.MEAN_STEPS, module.EXPANSION_STEPS):
        pages = [step.page for step in group]
        assert pages == sorted(pages)
    assert {step.page for step in module.SIGN_STEPS} == {8, 25}


def test_findings_about_a_hypothesis_too_many_name_one_that_no_derivation_asks_for():
    asked = set()
    for step in STATEMENT.steps:
        for check in (c for c in step.checks if isinstance(c, Derivation)):
            assume = Assumptions({h.id for h in STATEMENT.hypotheses})
            check.run(step.formula, assume)
            asked |= assume.asked
    unused = {f.unused for f in STATEMENT.findings if f.unused}
    assert unused == {"two-neurons", "almost-every"}
    assert not unused & asked
