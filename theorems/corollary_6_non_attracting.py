"""Corollary 6 (p. 9): suboptimal local minima of such networks lie in non-attracting regions.

The region is the largest connected set of local minima of the same loss that contains the given
one; Theorem 5 finds, in every neighbourhood of it, the start of a path to loss 0. It follows too,
beyond the paper, that none of these minima is isolated.
"""

from __future__ import annotations

import sympy
from sympy import Symbol
from sympy.logic.boolalg import And, Implies, Not

from proofcheck.core import (
    Assumptions,
    Computation,
    Derivation,
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    Kind,
    Mutant,
    Outcome,
    Statement,
    Step,
    Textbook,
    instances,
    scope,
)
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.entailment import decide_entailment
from proofcheck.symbolic.positivity import inequalities
from theorems._theorem_5_cases import a_path_ends_below, starts_are_wide
from theorems._widths_after_wide import implies

CONTAINED, CONNECTED, LARGEST = sympy.symbols("w*-in-R R-connected R-largest")
THEOREM_5 = Symbol("theorem-5")
BALL, START, ENDS_BELOW = sympy.symbols("ball-in-U start-in-U path-ends-below-c")
ABOVE, ZERO_REACHED = Symbol("c>0"), Symbol("path-ends-at-0")
ISOLATED, LEAVES, HITS = sympy.symbols("w*-isolated leaves-ball meets-sphere")
LOW_START, HIGH_ON_SPHERE = Symbol("L(w')<m"), Symbol("L>=m-on-sphere")


def _theorem_5(assume: Assumptions) -> dict[str, object]:
    """Return Theorem 5 at hand: without one of its hypotheses nothing is known."""
    names = ("distinct", "wide-enough", "non-increasing")
    granted = [assume(name) for name in names]
    return {"theorem-5": THEOREM_5} if all(granted) else {}


def non_attracting(claim: Formulas, assume: Assumptions) -> Outcome:
    """Find in any neighbourhood U of R the start of a path that ends below c."""
    premises = {
        "U is a neighbourhood of w*": Implies(CONTAINED, BALL),
        "w* in R": CONTAINED,
        "near every w": Implies(And(THEOREM_5, BALL), And(START, ZERO_REACHED)),
        "0 < c": Implies(And(ABOVE, ZERO_REACHED), ENDS_BELOW),
        **_theorem_5(assume),
    }
    if assume("suboptimal"):
        premises["suboptimal"] = ABOVE
    return decide_entailment(premises, claim["conclusion"])


loss, optimum = Symbol("c-L0", positive=True), Symbol("L0", nonnegative=True)


def above_zero(claim: Formulas) -> Formulas:
    """Compare c with the loss at the end of Theorem 5's path."""
    return {"c - loss at the end": loss + optimum - claim["end"]}


def none_is_isolated(claim: Formulas, assume: Assumptions) -> Outcome:
    """Enclose an isolated w* by a sphere with L >= m > c, and start inside with L(w') < m.

    A path that ends below c has to leave the ball, in which L >= c; it meets the sphere
    (connectedness), where L >= m, although L never exceeds L(w') on it.
    """
    premises = {
        "minimum on the sphere": Implies(ISOLATED, HIGH_ON_SPHERE),
        "continuity at w*": Implies(And(THEOREM_5, HIGH_ON_SPHERE), LOW_START),
        "L >= c in the ball": Implies(And(ISOLATED, ENDS_BELOW), LEAVES),
        "connected": Implies(LEAVES, HITS),
        "non-increasing": Implies(And(LOW_START, HIGH_ON_SPHERE), Not(HITS)),
        "near every w": Implies(And(THEOREM_5, ABOVE), ENDS_BELOW),
        **_theorem_5(assume),
    }
    if assume("suboptimal"):
        premises["suboptimal"] = ABOVE
    return decide_entailment(premises, claim["conclusion"])


ALL = scope()
UP_TO_6 = instances("widths and numbers of samples up to 6")
ZERO_LOSS = instances("1-2-1 sigmoid at w = 0, inputs 0 and 1, labels 0")
SMALL_WIDTHS = instances("N = 3, widths up to 3, up to 3 layers after the wide one")

STATEMENT = Statement(
    id="corollary-6",
    title="Suboptimal local minima lie in non-attracting regions",
    page=9,
    claim=(
        "extremely wide network, later widths non-increasing, activation in A, squared loss: every "
        "suboptimal local minimum is contained in a non-attracting region of local minima"
    ),
    repaired="the same; and no suboptimal local minimum is isolated",
    hypotheses=(
        Hypothesis("distinct", "the inputs are pairwise different (p. 5, 'throughout')", 5),
        Hypothesis("wide-enough", "a hidden layer l* has at least N - 1 neurons, with biases", 9),
        Hypothesis("non-increasing", "n_{l+1} <= n_l for all l > l*", 9),
        Hypothesis("suboptimal", "the local minimum w* has loss c > L_0", 9),
    ),
    uses=("theorem-5", "definition-1"),
    rests_on=(Textbook.CONNECTED, Textbook.CONTINUITY, Textbook.FINITE_DIMENSION),
    latex=(
        r"w^*\text{ a local minimum},\ \mathcal{L}(w^*)=c>\mathcal{L}_0\ \Longrightarrow\ "
        r"w^*\in R\ \text{ for a non-attracting region } R",
    ),
    steps=(
        Step(
            id="wide-is-wider",
            claim="'extremely wide' (p. 6: n_l >= N) is Theorem 5's 'more neurons than' (p. 9)",
            page=9,
            form=Form.LITERAL,
            scope=UP_TO_6,
            formula={"given": lambda n, N: n >= N, "needed": lambda n, N: n > N},
            checks=(Computation(starts_are_wide, UP_TO_6, Kind.EXACT),),
        ),
        Step(
            id="wide-is-enough",
            claim="n_l >= N is enough for Theorem 5 with n_l >= N - 1",
            page=9,
            form=Form.REPAIRED,
            scope=UP_TO_6,
            formula={"given": lambda n, N: n >= N, "needed": lambda n, N: n >= N - 1},
            checks=(Computation(starts_are_wide, UP_TO_6, Kind.EXACT),),
            mutants=(Mutant("strictly", "n > N", change("needed", lambda _: lambda n, N: n > N)),),
        ),
        Step(
            id="every-local-minimum",
            claim=(
                "'every local minimum belongs to a non-attracting region' (p. 3 and 21: 'all'): "
                "from near it a path ends at lower loss"
            ),
            page=2,
            form=Form.LITERAL,
            scope=ZERO_LOSS,
            formula={"labels": ("0", "0")},
            checks=(Computation(a_path_ends_below, ZERO_LOSS, Kind.EXACT),),
        ),
        Step(
            id="no-bottleneck-suffices",
            claim=(
                "'non-increasing [...], i.e., [...] no bottleneck layer of strictly lower "
                "dimension than both its neighboring layers' (p. 3: 'with no bottleneck layer'): "
                "no bottleneck makes the widths after l* non-increasing"
            ),
            page=2,
            form=Form.LITERAL,
            scope=SMALL_WIDTHS,
            formula={"given": "no bottleneck", "needed": "non-increasing after l*"},
            checks=(Computation(implies, SMALL_WIDTHS, Kind.EXACT),),
        ),
        Step(
            id="non-increasing-is-no-bottleneck",
            claim="and non-increasing widths after l* leave no bottleneck in 'the architecture'",
            page=2,
            form=Form.LITERAL,
            scope=SMALL_WIDTHS,
            formula={"given": "non-increasing after l*", "needed": "no bottleneck"},
            checks=(Computation(implies, SMALL_WIDTHS, Kind.EXACT),),
        ),
        Step(
            id="no-bottleneck-after",
            claim="non-increasing widths after l* leave no bottleneck among the layers after it",
            page=2,
            form=Form.REPAIRED,
            scope=SMALL_WIDTHS,
            formula={"given": "non-increasing after l*", "needed": "no bottleneck after l*"},
            checks=(Computation(implies, SMALL_WIDTHS, Kind.EXACT),),
            mutants=(
                Mutant("anywhere", "nowhere", change("needed", lambda _: "no bottleneck")),
                Mutant(
                    "the-other-way",
                    "given and needed exchanged",
                    lambda claim: {"given": claim["needed"], "needed": claim["given"]},
                ),
            ),
        ),
        Step(
            id="below",
            claim="c > L_0 >= 0, and Theorem 5's path ends at loss 0 (so that L_0 = 0): below c",
            page=9,
            formula={"end": sympy.Integer(0)},
            checks=(inequalities(above_zero, ALL),),
            mutants=(
                Mutant("ends-at-c", "the path ends at c", change("end", lambda _: loss + optimum)),
            ),
        ),
        Step(
            id="non-attracting",
            claim=(
                "R, the union of all connected sets of local minima of loss c through w* (at least "
                "{w*}), is maximal; every neighbourhood of R contains a ball about w*, hence a w' "
                "of Theorem 5, whose path ends below c"
            ),
            page=9,
            formula={"conclusion": And(START, ENDS_BELOW)},
            checks=(Derivation(non_attracting, ALL),),
            mutants=(
                Mutant("optimal", "w* may be optimal", drops="suboptimal"),
                Mutant("repeated-inputs", "inputs may repeat", drops="distinct"),
                Mutant("narrow", "no wide layer", drops="wide-enough"),
                Mutant("widening", "a later layer may widen", drops="non-increasing"),
                Mutant(
                    "attracting",
                    "the path stays at c",
                    change("conclusion", lambda _: Not(ENDS_BELOW)),
                ),
            ),
        ),
        Step(
            id="none-isolated",
            claim=(
                "(not in the paper) no suboptimal local minimum is isolated: a path from w' near "
                "w* to loss 0 would meet a sphere on which the loss is larger than L(w')"
            ),
            page=9,
            formula={"conclusion": Not(ISOLATED)},
            checks=(Derivation(none_is_isolated, ALL),),
            mutants=(
                Mutant("isolated", "all are isolated", change("conclusion", lambda _: ISOLATED)),
                Mutant("optimal-isolated", "w* may be optimal", drops="suboptimal"),
            ),
        ),
    ),
    findings=(
        Finding(
            id="global-minima-too",
            kind=FindingKind.MISSING_HYPOTHESIS,
            page=2,
            place="section 1, last paragraph",
            claim=(
                "'every local minimum belongs to a non-attracting region of local minima' (also "
                "'all local minima', p. 3 and 21): a global minimum is one, and no path ends below"
            ),
            shown_by=("every-local-minimum",),
            repair="every suboptimal local minimum, as in Corollary 6 and in the abstract",
            repaired_by=("below", "non-attracting"),
        ),
        Finding(
            id="no-bottleneck-is-not-non-increasing",
            kind=FindingKind.INVALID_INFERENCE,
            page=2,
            place="section 1, last line of the page",
            claim=(
                "'non-increasing [...], i.e., [...] no bottleneck layer of strictly lower "
                "dimension than both its neighboring layers' (also p. 3, 'with no bottleneck "
                "layer'): widths can grow after two equal ones, and layers before the wide one can "
                "be bottlenecks"
            ),
            shown_by=("no-bottleneck-suffices", "non-increasing-is-no-bottleneck"),
            repair="no layer after the wide one is narrower than the next one",
            repaired_by=("no-bottleneck-after", "non-attracting"),
        ),
        Finding(
            id="two-notions-of-wide",
            kind=FindingKind.INVALID_INFERENCE,
            page=9,
            place="Corollary 6, first line",
            claim=(
                "'extremely wide' admits n_l = N (p. 6), and Theorem 5 as printed asks for n_l > N"
            ),
            shown_by=("wide-is-wider",),
            repair="none needed: Theorem 5 holds for n_l >= N - 1",
            repaired_by=("wide-is-enough", "non-attracting"),
        ),
    ),
)
