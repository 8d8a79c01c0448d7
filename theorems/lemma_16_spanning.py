"""Lemma 16 (p. 18): an arbitrarily small change makes the wide layer's activations span R^N.

The paper cites Nguyen and Hein (2017, Corollary 4.5). Here it is derived for class A: the minors in
question are analytic functions of the parameters, and one point where none of them vanishes is
constructed. As many neurons as samples suffice; with the constant vector, one less.
"""

from __future__ import annotations

from fractions import Fraction

import sympy
from sympy.logic.boolalg import Implies, Not
from sympy.matrices.expressions import BlockMatrix, Identity, ZeroMatrix

from proofcheck.core import (
    Assumptions,
    Budget,
    Computation,
    Derivation,
    Finding,
    FindingKind,
    Hypothesis,
    Kind,
    Mutant,
    Outcome,
    Sampling,
    Scope,
    Statement,
    Step,
    Textbook,
    instances,
    scope,
)
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.entailment import decide_entailment
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.positivity import inequalities
from theorems import _lemma_16_limit as limit
from theorems._lemma_16_checks import (
    full_rank,
    one_neuron,
    spanning,
    within_epsilon,
    without_biases,
)
from theorems._order import equal, order, value_equal
from theorems._path_instances import PATHS, SEEN

m, k = sympy.symbols("n_{l+1} k", integer=True, positive=True)
low, high = limit.low, limit.high


def stay_distinct(claim: Formulas, assume: Assumptions) -> Outcome:
    """Decide whether sigma keeps different numbers different."""
    return decide_entailment(order(assume), claim["kept"])


def later_weights(claim: Formulas) -> Formulas:
    """Multiply the later weights [I 0] of the constructed point by a right inverse."""
    weights = BlockMatrix([[claim["block"], ZeroMatrix(m, k)]])
    return {"minor": weights * BlockMatrix([[Identity(m)], [ZeroMatrix(k, m)]]) - Identity(m)}


ALL, CLASS_A = scope(), scope("A")
BIASES = scope("A", bias=("with bias",))
SIGMOID_TANH = scope("sigmoid", "tanh")
REPEATED = instances("two neurons, equal inputs, activations (1/2, 1/2) and (2/3, 2/3)")
ONE_NEURON = instances("one sigmoid neuron, activations (1/2, 2/3)")
LIMIT: Formulas = {
    "entry": limit.step_entry,
    "share": lambda difference: difference / (high - low),
    "subtracted": low,
    "constant": low,
    "first row": high,
}
START: Formulas = {"at": lambda start: start.network, "part": Fraction(1)}
LOOKED_AT = {
    "at": "the network that is looked at, which has no sign",
    "part": "how much of the way the wide layer goes: almost all parts will do",
}
TINY = Fraction(1, 10**6)
UNCHANGED = change("at", lambda _: lambda start: start.original)


def failing(rows: list[list[str]], where: Scope) -> Computation:
    """Return the check of a dropped hypothesis on stated activation vectors."""

    def run(budget: Budget, _claim: Formulas) -> Outcome:
        return one_neuron(budget, {"rows": rows})

    run.__name__ = "failing"
    return Computation(run, where, Kind.EXACT)


STATEMENT = Statement(
    id="lemma-16",
    title="A small change makes the wide activations span R^N and later weights full rank",
    page=18,
    claim=(
        "within every epsilon of w there is w' such that the activation vectors of the wide layer "
        "l* (more neurons than samples) span R^N and the weight matrices of the layers l > l*+1 "
        "have full rank"
    ),
    repaired=(
        "the same with n_{l*} >= N, for almost every w'; and with n_{l*} >= N - 1 the activation "
        "vectors span R^N together with the constant vector"
    ),
    hypotheses=(
        Hypothesis("distinct", "the inputs are pairwise different (p. 5, 'throughout')", 5),
        Hypothesis("biases", "neurons have biases (the model of section 3)", 5),
        Hypothesis("increasing", "sigma is strictly increasing", 5),
        Hypothesis("wide", "n_{l*} >= N", 6),
        Hypothesis("more", "n_{l*} > N", 18),
    ),
    rests_on=(
        Textbook.ANALYTIC_ZERO_SET,
        Textbook.COMPOSITION,
        Textbook.CONTINUITY,
        Textbook.REAL_LINE,
        Textbook.RANK,
        Textbook.INDUCTION,
    ),
    latex=(
        r"n_{l^*}>N:\qquad \forall\,w,\epsilon\ \ \exists\,w',\ \lVert "
        r"w'-w\rVert<\epsilon:\quad \mathrm{span}_k\,a^{l^*}_k(w')=\mathbb{R}^N,\quad "
        r"\mathrm{rank}\,w'^{\,l}=\min(n_l,n_{l-1})\ (l>l^*+1)",
    ),
    latex_repaired=(
        r"n_{l^*}\ge N:\ \text{ for almost every } w',\qquad n_{l^*}\ge N-1:\ \mathrm{span}"
        r"\{\mathbf{1},a^{l^*}_1,\dots,a^{l^*}_{n_{l^*}}\}=\mathbb{R}^N",
    ),
    steps=(
        Step(
            id="direction",
            claim=(
                "almost every v gives the inputs different numbers v.x: v.(x_alpha - x_beta) is a "
                "nonzero linear function of v, positive at v = x_alpha - x_beta"
            ),
            page=18,
            formula={"direction": lambda d1, d2: (d1, d2)},
            checks=(Derivation(limit.distinct_directions, ALL),),
            mutants=(
                Mutant(
                    "repeated-inputs",
                    "two inputs may be equal",
                    drops="distinct",
                    checks=(failing([["1/2", "1/2"], ["2/3", "2/3"]], REPEATED),),
                ),
                Mutant(
                    "orthogonal",
                    "v orthogonal to the difference",
                    change("direction", lambda _: lambda d1, d2: (-d2, d1)),
                ),
            ),
        ),
        Step(
            id="layers-below",
            claim=(
                "neuron 1 of every layer below l*, fed by neuron 1 alone with weight 1, keeps the "
                "samples apart: sigma is strictly increasing"
            ),
            page=18,
            formula={"kept": Implies(Not(equal), Not(value_equal))},
            checks=(Derivation(stay_distinct, CLASS_A),),
            scope=CLASS_A,
            mutants=(
                Mutant("constant-sigma", "sigma need not increase", drops="increasing"),
                Mutant(
                    "all-alike", "x and y may be equal", change("kept", lambda _: Not(value_equal))
                ),
            ),
        ),
        Step(
            id="steep",
            claim=(
                "sigma(s (z - m)) comes as near to d (z > m) or c (z < m) as wanted: s (z - m) "
                ">= t0 for s >= t0/(z - m)"
            ),
            page=18,
            scope=CLASS_A,
            formula={"steepness": lambda bound, gap: bound / gap},
            checks=(inequalities(limit.steep_enough, CLASS_A, strict=False),),
            mutants=(
                Mutant(
                    "times-gap",
                    "s >= t0 (z - m)",
                    change("steepness", lambda _: lambda bound, gap: bound * gap),
                ),
                Mutant(
                    "half-steep",
                    "t0/(2 (z - m))",
                    change("steepness", lambda _: lambda bound, gap: bound / gap / 2),
                ),
            ),
        ),
        Step(
            id="unit-vectors",
            claim=(
                "rows k and k + 1 of the limit differ by d - c at sample k and nowhere else, "
                "thresholds m_k (biases) between z_{k-1} and z_k"
            ),
            page=18,
            scope=BIASES,
            formula=LIMIT,
            checks=(Derivation(limit.unit_vectors, BIASES),),
            mutants=(
                Mutant("no-biases", "all thresholds 0", drops="biases"),
                Mutant(
                    "at-the-threshold",
                    "entry c at sample k",
                    change(
                        "entry",
                        lambda _: lambda o: high if sympy.Gt(o, 0) == sympy.true else low,
                    ),
                ),
                Mutant(
                    "not-divided",
                    "without 1/(d - c)",
                    change("share", lambda _: lambda difference: difference),
                ),
            ),
        ),
        Step(
            id="last-unit-vector",
            claim=(
                "row N minus c times the unit vectors before is d times the last one; if d = 0, "
                "falling neurons exchange c and d, of which one is not 0: N neurons span R^N"
            ),
            page=18,
            scope=BIASES,
            formula=LIMIT,
            checks=(Derivation(limit.last_unit_vector, BIASES),),
            mutants=(
                Mutant(
                    "too-few",
                    "N - 1 neurons",
                    drops="wide",
                    checks=(failing([["1/2", "2/3"]], ONE_NEURON),),
                ),
                Mutant("subtract-d", "d for c", change("subtracted", lambda _: high)),
            ),
        ),
        Step(
            id="constant-vector",
            claim=(
                "(not in the paper) with the constant vector 1 row N minus c 1 is d - c times the "
                "last unit vector, and row 1 is d 1: N - 1 neurons and 1 span R^N, whatever c and d"
            ),
            page=18,
            scope=BIASES,
            requires=("distinct",),
            formula={**LIMIT, **START},
            choices=LOOKED_AT,
            checks=(
                identities(limit.with_the_constant, BIASES),
                Sampling(PATHS, spanning, SEEN),
            ),
            mutants=(
                Mutant("unchanged", "w' = w", UNCHANGED),
                Mutant("constant-d", "row N minus d 1", change("constant", lambda _: high)),
                Mutant("first-row-c", "row 1 is c 1", change("first row", lambda _: low)),
            ),
        ),
        Step(
            id="later-weights",
            claim=(
                "later weights [I 0] have full rank (for n_{l+1} > n_l their transposes): [I 0] "
                "has the right inverse [I; 0]"
            ),
            page=18,
            requires=("distinct",),
            formula={"block": Identity(m), **START},
            choices=LOOKED_AT,
            checks=(identities(later_weights, ALL), Sampling(PATHS, full_rank, SEEN)),
            mutants=(
                Mutant("zero-block", "0 for I", change("block", lambda _: ZeroMatrix(m, m))),
                Mutant("unchanged-later", "w' = w", UNCHANGED),
            ),
        ),
        Step(
            id="near",
            claim=(
                "so the product F of these minors is not 0 at some w°; F is analytic on the line "
                "w + s (w° - w), so F is not 0 for almost every s, and every s < epsilon/|w° - w| "
                "keeps |w' - w| < epsilon. In R^M too: F is not 0 almost everywhere"
            ),
            page=18,
            requires=("distinct",),
            formula={"bound": lambda epsilon, distance: epsilon / distance, **START},
            choices=LOOKED_AT,
            checks=(
                inequalities(limit.near_the_start, ALL),
                Sampling(PATHS, within_epsilon, SEEN),
            ),
            mutants=(
                Mutant(
                    "bound-epsilon",
                    "s < epsilon",
                    change("bound", lambda _: lambda epsilon, _distance: epsilon),
                ),
                Mutant(
                    "bound-twice",
                    "2 epsilon/|w° - w|",
                    change("bound", lambda _: lambda epsilon, distance: 2 * epsilon / distance),
                ),
                Mutant("no-change", "|w' - w| < epsilon/10^6", change("part", lambda _: TINY)),
            ),
        ),
        Step(
            id="biases-needed",
            claim=(
                "(not in the paper) without biases tanh is odd and 0 at 0, and sigmoid(z) + "
                "sigmoid(-z) = 2 sigmoid(0): inputs x, -x (tanh) or x, 0, -x (sigmoid, l* = 1) "
                "never span R^N, however wide the layer"
            ),
            page=5,
            scope=SIGMOID_TANH,
            formula={"bias": sympy.Integer(0)},
            checks=(identities(without_biases, SIGMOID_TANH),),
            mutants=(Mutant("bias", "a bias", change("bias", lambda old: old + 1)),),
        ),
    ),
    findings=(
        Finding(
            id="as-many-neurons-as-samples",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=18,
            place="Lemma 16, third line",
            claim="'containing more neurons than the number of training samples N': N suffice",
            shown_by=("unit-vectors", "last-unit-vector"),
            unused="more",
            repair="n_{l*} >= N, as in the definition of extremely wide (p. 6) and in Figure 4",
            repaired_by=("last-unit-vector", "near"),
        ),
    ),
)
