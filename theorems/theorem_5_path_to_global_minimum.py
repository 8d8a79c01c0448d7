"""Theorem 5 (p. 9, proof p. 20 and 28): near every start begins a non-increasing path to loss 0.

Lemma 16 gives the start, Lemma 20 the path of parameters for the straight path of outputs. Along it
the loss falls like (1 - t)^2, where the text prints 1 - t.
"""

from __future__ import annotations

import sympy
from sympy import Symbol
from sympy.logic.boolalg import And, Implies
from sympy.matrices.expressions import MatrixSymbol

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
    Sampling,
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
from theorems._path_checks import loss_along
from theorems._path_instances import PATHS, SEEN
from theorems._theorem_5_cases import (
    dense_is_almost_everything,
    outputs_where_the_path_starts,
    spanning_after_a_change,
)

N = Symbol("N", integer=True, positive=True)
y, z = MatrixSymbol("y", N, 1), MatrixSymbol("z", N, 1)
t = Symbol("t")
earlier, rest = sympy.symbols("t-s 1-t", nonnegative=True)

DISTINCT, BIASES, WIDE, FALLING = sympy.symbols("distinct biases wide non-increasing")
RANKS, WIDTHS_FIT = Symbol("ranks(w')"), Symbol("rank(w')=n_{l+1}")
PATHS_REALISED, TO_MINIMUM = Symbol("output-paths(w')"), Symbol("path-to-minimum(w')")
NOT_ZERO = Symbol("F(w')!=0")


def outputs_along(claim: Formulas) -> Formulas:
    """Put t = 0 and t = 1 into z + t (y - z)."""
    f = claim["f"]
    return {"start": f(sympy.Integer(0)) - z, "end": f(sympy.Integer(1)) - y}


def loss_on_the_way(claim: Formulas) -> Formulas:
    """Compare |z + t (y - z) - y|^2 with the claimed multiple of |y - z|^2, for every N."""
    residual = z + t * (y - z) - y
    return {"loss": residual.T * residual - claim["share"](t) * (y - z).T * (y - z)}


def falls(claim: Formulas) -> Formulas:
    """Subtract the loss at t from that at s <= t, t = s + (t - s), 1 = t + (1 - t)."""
    s, later = 1 - rest - earlier, 1 - rest
    return {"L(s) - L(t)": claim["share"](s) - claim["share"](later)}


def composition(claim: Formulas, assume: Assumptions) -> Outcome:
    """Put Lemmas 16 and 20 and the path of outputs together, for one w'.

    "ranks": 1 and the activation vectors of l* span R^N, which N - 1 neurons can do (repaired
    lemmas 16, 17, 20), and later weights have full rank.
    """
    premises = {
        "lemma-16": Implies(And(DISTINCT, BIASES, WIDE), RANKS),
        "full rank, widths": Implies(And(RANKS, FALLING), WIDTHS_FIT),
        "lemma-20": Implies(And(RANKS, WIDTHS_FIT), PATHS_REALISED),
        "straight path": Implies(PATHS_REALISED, TO_MINIMUM),
    }
    for name, atom in {
        "distinct": DISTINCT,
        "biases": BIASES,
        "wide-enough": WIDE,
        "non-increasing": FALLING,
    }.items():
        if assume(name):
            premises[name] = atom
    if not claim["lemma-16"]:
        del premises["lemma-16"]
    return decide_entailment(premises, TO_MINIMUM)


def almost_every(claim: Formulas, assume: Assumptions) -> Outcome:
    """Start at any w' where the minors of Lemma 16 do not vanish: no change is needed there."""
    premises = {
        "minors": Implies(NOT_ZERO, RANKS),
        "lemma-20": Implies(And(RANKS, FALLING), PATHS_REALISED),
        "straight path": Implies(PATHS_REALISED, TO_MINIMUM),
    }
    if assume("non-increasing"):
        premises["widths"] = FALLING
    return decide_entailment(premises, Implies(claim["where"], TO_MINIMUM))


f, y1, y2 = sympy.symbols("f y1 y2")


def two_labels(claim: Formulas) -> Formulas:
    """Bound the loss of two samples by their labels: equal inputs, opposite inputs (tanh)."""
    same = (f - y1) ** 2 + (f - y2) ** 2
    opposite = (f - y1) ** 2 + (-f - y2) ** 2
    return {
        "equal inputs": same - 2 * (f - (y1 + y2) / 2) ** 2 - claim["equal"],
        "opposite inputs": opposite - 2 * (f - (y1 - y2) / 2) ** 2 - claim["opposite"],
    }


ALL = scope()
CLASS_A = scope("A", bias=("with bias",))
NET_121 = instances("1-2-1 sigmoid at w = 0, inputs 0 and 1")
MOVED_121 = instances("1-2-1 sigmoid, w with hidden weights 0 and v = (1, 0), inputs 0 and 1")
RATIONALS = instances("rational numbers in (0, 1)")
PRINTED_LOSS: Formulas = {"share": lambda t: 1 - t}
LOSS: Formulas = {"share": lambda t: (1 - t) * (1 - t)}
OUTPUTS: Formulas = {"f": lambda t: z + t * (y - z)}

STATEMENT = Statement(
    id="theorem-5",
    title="A wide layer gives non-increasing paths to a global minimum",
    page=9,
    claim=(
        "activation in A, squared loss, a hidden layer with more neurons than samples, later "
        "widths non-increasing: within every epsilon of every w there is w' with a path, "
        "non-increasing in loss, from w' to a global minimum, f(x_alpha) = y_alpha for all alpha"
    ),
    repaired=(
        "the same with a hidden layer of at least N - 1 neurons (and biases), for almost every w'; "
        "along the path the loss is (1 - t)^2 |y - z|^2"
    ),
    hypotheses=(
        Hypothesis("distinct", "the inputs are pairwise different (p. 5, 'throughout')", 5),
        Hypothesis("biases", "neurons have biases (the model of section 3)", 5),
        Hypothesis("wide-enough", "a hidden layer l* has at least N - 1 neurons", 9),
        Hypothesis("more", "l* has more than N neurons", 9),
        Hypothesis("non-increasing", "n_{l+1} <= n_l for all l > l*", 9),
    ),
    uses=("lemma-16", "lemma-20"),
    rests_on=(Textbook.COMPOSITION, Textbook.ANALYTIC_ZERO_SET),
    display="f_Gamma(t) = z + t (y - z)\nL(t) = |z + t (y - z) - y|^2 = (1 - t)^2 |y - z|^2",
    latex=(
        r"n_{l^*}>N,\quad n_{l+1}\le n_l\ (l>l^*):\qquad \forall\,w,\epsilon\ \ \exists\,w',\ "
        r"\lVert w'-w\rVert<\epsilon,\ \Gamma:\ \Gamma(0)=w'",
        r"\mathcal{L}(\Gamma(t))\text{ non-increasing},\qquad f(\Gamma(1);x_\alpha)=y_\alpha\ "
        r"\text{ for all }\alpha",
    ),
    latex_repaired=(
        r"n_{l^*}\ge N-1,\qquad f_\Gamma(t)=z+t\,(y-z),\qquad \mathcal{L}(\Gamma(t))=(1-t)^2\,"
        r"\lVert y-z\rVert^2",
    ),
    steps=(
        Step(
            id="start-by-lemma-17",
            claim="'Applying Lemma 17' (weights of layer l*+1) gives w' with (ii) spanning",
            page=28,
            form=Form.LITERAL,
            scope=NET_121,
            formula={"layer": 2},
            checks=(Computation(spanning_after_a_change, NET_121, Kind.EXACT),),
        ),
        Step(
            id="start-by-lemma-16",
            claim="Lemma 16, which moves the layers up to l*, does: 1-2-1 at w = 0",
            page=28,
            form=Form.REPAIRED,
            scope=NET_121,
            formula={"layer": 1},
            checks=(Computation(spanning_after_a_change, NET_121, Kind.EXACT),),
            mutants=(Mutant("last-layer", "layer 2", change("layer", lambda old: old + 1)),),
        ),
        Step(
            id="composition",
            claim=(
                "Lemma 16 gives the ranks at w', non-increasing widths make them n_{l+1}, Lemma 20 "
                "realises any path of outputs from w'"
            ),
            page=28,
            requires=("distinct", "biases", "wide-enough", "non-increasing"),
            formula={"lemma-16": True},
            checks=(Derivation(composition, ALL),),
            mutants=(
                Mutant("any-start", "w' = w", change("lemma-16", lambda _: False)),
                Mutant("repeated", "inputs may repeat", drops="distinct"),
                Mutant("no-biases", "without biases", drops="biases"),
                Mutant("narrow", "no wide layer", drops="wide-enough"),
                Mutant("bottleneck", "a later layer may widen", drops="non-increasing"),
            ),
        ),
        Step(
            id="outputs-of-w",
            claim="'z_alpha = f(w; x_alpha)': the path from w' starts at the outputs of w",
            page=20,
            form=Form.LITERAL,
            scope=MOVED_121,
            formula={"at": "w"},
            checks=(Computation(outputs_where_the_path_starts, MOVED_121, Kind.EXACT),),
        ),
        Step(
            id="outputs-of-w-prime",
            claim="z_alpha = f(w'; x_alpha): it starts at the outputs of w'",
            page=28,
            form=Form.REPAIRED,
            scope=MOVED_121,
            formula={"at": "w'"},
            checks=(Computation(outputs_where_the_path_starts, MOVED_121, Kind.EXACT),),
            mutants=(Mutant("of-w", "f(w; x_alpha)", change("at", lambda _: "w")),),
        ),
        Step(
            id="output-path",
            claim="t -> z + t (y - z) starts at the outputs of w' and ends at the labels",
            page=28,
            formula=OUTPUTS,
            checks=(identities(outputs_along, ALL),),
            mutants=(
                Mutant(
                    "other-way", "z - t (y - z)", change("f", lambda _: lambda t: z - t * (y - z))
                ),
                Mutant(
                    "too-far",
                    "z + 2t (y - z)",
                    change("f", lambda _: lambda t: z + 2 * t * (y - z)),
                ),
            ),
        ),
        Step(
            id="loss-printed",
            claim="|z + t (y - z) - y|^2 = (1 - t) |y - z|^2 (also p. 20)",
            page=28,
            form=Form.LITERAL,
            formula=PRINTED_LOSS,
            checks=(identities(loss_on_the_way, ALL),),
        ),
        Step(
            id="loss",
            claim="|z + t (y - z) - y|^2 = (1 - t)^2 |y - z|^2, 0 at t = 1",
            page=28,
            form=Form.REPAIRED,
            requires=("distinct", "biases", "wide-enough", "non-increasing"),
            formula=LOSS,
            checks=(identities(loss_on_the_way, ALL), Sampling(PATHS, loss_along, SEEN)),
            mutants=(
                Mutant("as-printed", "1 - t", change("share", lambda _: lambda t: 1 - t)),
                Mutant(
                    "one-minus-square", "1 - t^2", change("share", lambda _: lambda t: 1 - t * t)
                ),
                Mutant("half-loss", "half", change("share", lambda old: lambda t: old(t) / 2)),
            ),
        ),
        Step(
            id="non-increasing",
            claim="for s <= t <= 1 the loss at t is at most that at s",
            page=28,
            formula=LOSS,
            checks=(inequalities(falls, ALL, strict=False),),
            mutants=(
                Mutant("rises", "t^2", change("share", lambda _: lambda t: t * t)),
                Mutant(
                    "turns",
                    "(1 - 2t)^2",
                    change("share", lambda _: lambda t: (1 - 2 * t) * (1 - 2 * t)),
                ),
            ),
        ),
        Step(
            id="dense-as-almost-everywhere",
            claim=(
                "'existence from almost everywhere in parameter space' for a w' within every "
                "epsilon of every w"
            ),
            page=20,
            form=Form.LITERAL,
            scope=RATIONALS,
            formula={"starts": "rational"},
            checks=(Computation(dense_is_almost_everything, RATIONALS, Kind.EXACT),),
        ),
        Step(
            id="almost-every-start",
            claim=(
                "every w' at which the minors of Lemma 16 do not vanish, almost every one, is a "
                "start itself"
            ),
            page=20,
            form=Form.REPAIRED,
            requires=("distinct", "biases", "wide-enough", "non-increasing"),
            formula={"where": NOT_ZERO},
            checks=(Derivation(almost_every, ALL),),
            mutants=(Mutant("everywhere", "every w'", change("where", lambda _: sympy.true)),),
        ),
        Step(
            id="data",
            claim=(
                "(not in the paper) where f(x) = f(x') is forced, by x = x', the loss is at least "
                "(y - y')^2/2; where f(x) = -f(-x) is, by tanh without biases, (y + y')^2/2"
            ),
            page=5,
            formula={"equal": (y1 - y2) ** 2 / 2, "opposite": (y1 + y2) ** 2 / 2},
            checks=(identities(two_labels, ALL),),
            mutants=(
                Mutant("equal-whole", "(y - y')^2", change("equal", lambda old: 2 * old)),
                Mutant(
                    "opposite-sign",
                    "(y - y')^2/2",
                    change("opposite", lambda _: (y1 - y2) ** 2 / 2),
                ),
            ),
        ),
    ),
    findings=(
        Finding(
            id="square-of-one-minus-t",
            kind=FindingKind.CONSTANT,
            page=28,
            place="proof of Theorem 5, last line",
            claim="'= (1 - t)||y - z||_2^2' (also p. 20): the factor is (1 - t)^2",
            shown_by=("loss-printed",),
            repair="(1 - t)^2 |y - z|^2, non-increasing as well",
            repaired_by=("loss", "non-increasing"),
        ),
        Finding(
            id="lemma-16-meant",
            kind=FindingKind.MISPRINT,
            page=28,
            place="proof of Theorem 5, second line",
            claim=(
                "'Applying Lemma 17 we find w'' (also p. 20): Lemma 17 moves the weights of layer "
                "l*+1 and leaves the activations of l* as they are"
            ),
            shown_by=("start-by-lemma-17",),
            repair="Lemma 16",
            repaired_by=("start-by-lemma-16", "composition"),
        ),
        Finding(
            id="outputs-at-the-start",
            kind=FindingKind.MISPRINT,
            page=20,
            place="paragraph below Lemma 20, first line",
            claim="'z_alpha = f(w; x_alpha)': Lemma 20 is applied at w', where outputs may differ",
            shown_by=("outputs-of-w",),
            repair="z_alpha = f(w'; x_alpha), as on p. 28",
            repaired_by=("outputs-of-w-prime", "output-path"),
        ),
        Finding(
            id="dense-is-less",
            kind=FindingKind.INVALID_INFERENCE,
            page=20,
            place="section 6, last line of the page",
            claim=(
                "Theorem 5 is called existence 'from almost everywhere' (p. 9, 20, 26): starts "
                "within every epsilon are a dense set, which may have measure zero"
            ),
            shown_by=("dense-as-almost-everywhere",),
            repair="true by the proof of Lemma 16: exceptions are zeros of an analytic function",
            repaired_by=("almost-every-start",),
        ),
        Finding(
            id="fewer-neurons",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=9,
            place="Theorem 5, third and fourth line",
            claim="'more neurons than the number of input patterns': N - 1 neurons and a bias do",
            shown_by=("composition",),
            unused="more",
            repair="at least N - 1 neurons in the wide layer",
            repaired_by=("composition",),
        ),
    ),
)
