"""Beyond the paper: a non-increasing path to loss 0 from EVERY start (sketch on p. 20-21).

Where the inputs of the wide layer differ (always, if it is the first layer), steps (2) and (3) of
the sketch are derived here: neurons are freed and turned at constant output until the activation
vectors span R^N, and ranks of later weights are raised at constant output. Then Theorem 5's path
begins. Step (1), which separates the inputs of a later wide layer, is another statement.
"""

from __future__ import annotations

import sympy
from sympy import Symbol
from sympy.logic.boolalg import And, Implies, Not
from sympy.matrices.expressions import BlockMatrix, Identity, MatrixSymbol

from proofcheck.core import (
    Assumptions,
    Derivation,
    Hypothesis,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    Textbook,
    scope,
)
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.entailment import decide_entailment
from proofcheck.symbolic.identities import identities
from theorems._constant_loss_layers import (
    DEFICIENT,
    NEURONS,
    ROWS,
    neuron_is_freed,
    rank_is_raised,
)

m, N, n = sympy.symbols("K N n", integer=True, positive=True)
s, kappa, lam, centre = sympy.symbols("s kappa lambda a0")
others, shares = MatrixSymbol("b", n, N), MatrixSymbol("c", 1, n)
V, v_k, turned = MatrixSymbol("V", m, n), MatrixSymbol("v", m, 1), MatrixSymbol("a", 1, N)
w, a = MatrixSymbol("w", m, n), MatrixSymbol("a", n, N)
d, p, e = MatrixSymbol("d", n, 1), MatrixSymbol("p", n, 1), MatrixSymbol("e", m, 1)
ones, all_ones, bias = MatrixSymbol("o", 1, N), MatrixSymbol("1", n, 1), MatrixSymbol("w0", m, 1)


def freed(claim: Formulas) -> Formulas:
    """Move the outgoing weights of a neuron with activation vector c b to the others."""
    to_others, kept = claim["to others"](s), claim["kept"](s)
    moved = BlockMatrix([[V + to_others * v_k * shares, kept * v_k]])
    before = BlockMatrix([[V, v_k]]) * BlockMatrix([[others], [shares * others]])
    return {"n(l+1)": moved * BlockMatrix([[others], [shares * others]]) - before}


def turned_freely(claim: Formulas) -> Formulas:
    """Give the freed neuron, outgoing weights 0, any activation vector."""
    last = claim["outgoing"] * v_k
    return {"n(l+1)": BlockMatrix([[V, last]]) * BlockMatrix([[others], [turned]]) - V * others}


INSIDE, FULL, SPANNED = Symbol("all-neurons-in-span"), Symbol("rank=N"), Symbol("span=R^N")
LEMMA_16, OUTSIDE = Symbol("neurons-span-R^N"), Symbol("some-neuron-outside")


def outside_exists(claim: Formulas, assume: Assumptions) -> Outcome:
    """Find incoming weights whose activation vector lies outside the span of the others."""
    premises = {
        "one or the other": INSIDE | OUTSIDE,
        "contained": Implies(And(INSIDE, LEMMA_16), SPANNED),
        "rank": Implies(SPANNED, FULL),
    }
    if assume("distinct") and assume("biases"):
        premises["lemma-16"] = LEMMA_16
    if claim["deficient"]:
        premises["deficient"] = Not(FULL)
    return decide_entailment(premises, OUTSIDE)


MOVE = d * (kappa * ones - p.T * a)
"""x = d (kappa 1' - p'a), added to the activations."""


def invisible(claim: Formulas) -> Formulas:
    """Add x to the activations: w x is wd times a row, so it vanishes with wd = 0."""
    return {"w x": w * claim["x"] - (w * d) * (kappa * ones - p.T * a)}


def levelled(claim: Formulas) -> Formulas:
    """Add x: p'(a + x) is kappa 1' up to (p'd - 1) times a row, so it is constant for p'd = 1."""
    row = kappa * ones - p.T * a
    return {"p'a": p.T * (a + claim["x"]) - kappa * ones - (p.T * d - Identity(1)) * row}


def moved_inside(claim: Formulas) -> Formulas:
    """Scale as in Lemma 19, with any x: n^{l+1} changes by w x only."""
    scaled = ((lam - 1) * centre * all_ones * ones + a + MOVE) / lam
    reached = lam * w * scaled + claim["bias"] * ones
    return {"n(l+1)": reached - (w * a + bias * ones) - w * MOVE}


def raised(claim: Formulas) -> Formulas:
    """Add s e p' to the weights and take s e kappa from the bias; look at n^{l+1} and at d."""
    more = w + s * e * p.T
    change_of_n = more * a + (bias - claim["from bias"] * e) * ones - (w * a + bias * ones)
    return {
        "n(l+1)": change_of_n - s * e * (p.T * a - kappa * ones),
        "on d": more * d - w * d - claim["on d"] * e * (p.T * d),
    }


REALISED, RAISED, BELOW = Symbol("A(l)"), Symbol("rank(l+1)"), Symbol("ranks<=l")
NEXT = Symbol("A(l+1)")


def upwards(claim: Formulas, assume: Assumptions) -> Outcome:
    """Raise the ranks from l*+2 on: paths in layer l are realised with the ranks up to l."""
    premises = {
        "lemma-20 up to l": Implies(BELOW, REALISED),
        "raised": Implies(And(REALISED, Symbol("kernel")), RAISED),
        "lemma-19, lemma-18": Implies(And(REALISED, RAISED), NEXT),
    }
    if assume("non-increasing"):
        premises["w has a kernel while its rank is below n_{l+1} <= n_l"] = Symbol("kernel")
    return decide_entailment(premises, claim["conclusion"])


SPANS, RANKS, CONSTANT = Symbol("spans"), Symbol("ranks"), Symbol("loss-constant-so-far")
PATH = Symbol("path-to-loss-0")


def from_every_start(claim: Formulas, assume: Assumptions) -> Outcome:
    """Put the constant path and Theorem 5's path one after the other."""
    premises = {
        "freeing and turning": Implies(Symbol("dependent-neuron"), And(SPANS, CONSTANT)),
        "raising": Implies(SPANS, RANKS),
        "lemma-20, theorem-5's loss": Implies(And(SPANS, RANKS, CONSTANT), PATH),
    }
    if assume("wide"):
        premises["n >= N > rank"] = Symbol("dependent-neuron")
    if not claim["raising"]:
        del premises["raising"]
    return decide_entailment(premises, PATH)


ALL, CLASS_A = scope(), scope("A")
FREE: Formulas = {"to others": lambda s: s, "kept": lambda s: 1 - s}
BIASED = bias - (lam - 1) * centre * w * all_ones

STATEMENT = Statement(
    id="beyond-constant-loss-start",
    title="From every start, if the inputs of the wide layer differ",
    page=20,
    claim=(
        "biases, n_{l*} >= N, later widths non-increasing, and activation patterns of layer "
        "l* - 1 that differ at w (the inputs, if l* = 1): a path of first constant, then "
        "non-increasing loss leads from w itself to loss 0"
    ),
    hypotheses=(
        Hypothesis("distinct", "the patterns act(l*-1; x_alpha) are pairwise different at w", 21),
        Hypothesis("biases", "neurons have biases", 5),
        Hypothesis("wide", "n_{l*} >= N", 6),
        Hypothesis("non-increasing", "n_{l+1} <= n_l for all l > l*", 9),
    ),
    uses=("lemma-16", "lemma-18", "lemma-19", "lemma-20", "theorem-5"),
    rests_on=(Textbook.RANK, Textbook.INDUCTION, Textbook.COMPOSITION),
    latex=(
        r"\mathrm{act}(l^*-1;x_\alpha)\ \text{ pairwise different at } w:\quad \exists\,"
        r"\Gamma,\ \Gamma(0)=w:\quad \mathcal{L}\circ\Gamma\text{ constant, then "
        r"non-increasing to } 0",
    ),
    steps=(
        Step(
            id="free-a-neuron",
            claim=(
                "(2) where rank a^{l*} < N <= n_{l*}, some neuron has a = sum_j c_j a_j over the "
                "others; v_j + s c_j v and (1 - s) v keep n^{l*+1} and free it at s = 1"
            ),
            page=21,
            formula=FREE,
            checks=(
                identities(freed, ALL),
                Sampling(DEFICIENT, neuron_is_freed, ALL, only=NEURONS),
            ),
            mutants=(
                Mutant("not-taken", "v kept", change("kept", lambda _: lambda _s: 1)),
                Mutant("twice-given", "2 s c_j v", change("to others", lambda _: lambda s: 2 * s)),
            ),
        ),
        Step(
            id="turn-it",
            claim="(2) with outgoing weights 0 its incoming weights move freely, n^{l*+1} stays",
            page=21,
            formula={"outgoing": sympy.Integer(0)},
            checks=(identities(turned_freely, ALL),),
            mutants=(Mutant("still-sending", "v", change("outgoing", lambda _: sympy.Integer(1))),),
        ),
        Step(
            id="out-of-the-span",
            claim=(
                "(2) the vectors [sigma(u.act + b)] of all u, b span R^N (Lemma 16 for one layer), "
                "so one lies outside the span of the others: the rank grows by 1, N - rank times"
            ),
            page=21,
            scope=CLASS_A,
            formula={"deficient": True},
            checks=(Derivation(outside_exists, CLASS_A),),
            mutants=(
                Mutant("equal-patterns", "patterns may be equal", drops="distinct"),
                Mutant("without-biases", "no biases", drops="biases"),
                Mutant("full-already", "rank N", change("deficient", lambda _: False)),
            ),
        ),
        Step(
            id="invisible-move",
            claim=(
                "(3) rank w^{l+1} < n_{l+1} <= n_l gives d with wd = 0, p with p'd = 1; adding "
                "x = d (kappa 1' - p'a) to a^l leaves w a"
            ),
            page=21,
            formula={"x": MOVE},
            checks=(identities(invisible, ALL),),
            mutants=(
                Mutant("x-of-p", "p for d", change("x", lambda _: p * (kappa * ones - p.T * a))),
            ),
        ),
        Step(
            id="level",
            claim="(3) and makes p'a constant: p'(a + x) = kappa 1'",
            page=21,
            formula={"x": MOVE},
            checks=(identities(levelled, ALL),),
            mutants=(
                Mutant("x-twice", "2 x", change("x", lambda old: 2 * old)),
                Mutant("x-back", "-x", change("x", lambda old: -old)),
            ),
        ),
        Step(
            id="inside",
            claim=(
                "(3) Lemma 19's scaling with this x keeps a^l in the open image, w x = 0 keeps "
                "n^{l+1}, and p'a stays constant"
            ),
            page=21,
            formula={"bias": BIASED},
            checks=(identities(moved_inside, ALL),),
            mutants=(Mutant("bias-kept", "w_0", change("bias", lambda _: bias)),),
        ),
        Step(
            id="raise-the-rank",
            claim=(
                "(3) with p'a = kappa 1' and e outside the columns of w, w + s e p' and w_0 - s "
                "kappa e keep n^{l+1}; the kernel of w + s e p' is that of w with p'v = 0, without "
                "d: the rank grows by 1"
            ),
            page=21,
            formula={
                "from bias": s * kappa,
                "on d": s,
                "constant": sympy.Rational(1, 2),
                "step": 1,
                "step back": 1,
            },
            choices={"constant": "the level kappa, any one will do"},
            checks=(
                identities(raised, ALL),
                Sampling(DEFICIENT, rank_is_raised, ALL, only=ROWS),
            ),
            mutants=(
                Mutant("bias-kept-s", "w_0", change("from bias", lambda _: 0 * s)),
                Mutant("on-d-zero", "0 on d", change("on d", lambda _: 0 * s)),
                Mutant("no-step", "s = 0", lambda c: {**c, "step": 0, "step back": 0}),
                Mutant("bias-stays", "bias not moved", change("step back", lambda _: 0)),
            ),
        ),
        Step(
            id="upwards",
            claim=(
                "(3) from l = l*+1 on: a^l moves as wanted by Lemma 20 for the layers whose ranks "
                "are full already, so every later rank is raised in turn"
            ),
            page=21,
            formula={"conclusion": Implies(BELOW, And(RAISED, NEXT))},
            checks=(Derivation(upwards, ALL),),
            mutants=(
                Mutant("may-widen", "a later layer may widen", drops="non-increasing"),
                Mutant(
                    "without-lower-ranks",
                    "lower ranks not needed",
                    change("conclusion", lambda _: RAISED),
                ),
            ),
        ),
        Step(
            id="from-every-start",
            claim="the moves at constant loss, then Theorem 5's path, start at w itself",
            page=21,
            formula={"raising": True},
            checks=(Derivation(from_every_start, ALL),),
            mutants=(
                Mutant("not-wide", "n_{l*} < N", drops="wide"),
                Mutant("not-raised", "without (3)", change("raising", lambda _: False)),
            ),
        ),
    ),
)
