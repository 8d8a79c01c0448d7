"""Beyond the paper: a non-increasing path to loss 0 from every start, the wide layer anywhere.

Step (1) of the sketch on p. 21, derived. Samples of one pattern in layer l form a *class*. From
l = l* - 1 down to 1, the incoming weights of neuron 1 of layer l move by s e, e generic: classes of
layer l then split like those of layer l - 1, along coordinate 1, where their nodes theta_alpha(s)
differ. The wide layer's activations are smooth functions of theta, so divided differences over a
class have limits, values and derivatives at s = 0. The output is one value per class, so its
divided differences are that value and zeros; the outgoing weights that keep it therefore have a
limit too, if free neurons of the wide layer make the matrix of the limit regular. They can: values
and derivatives of neurons span everything. At the end all patterns differ.
"""

from __future__ import annotations

from itertools import pairwise, product

import sympy
from sympy import Symbol
from sympy.logic.boolalg import And, Implies, Not
from sympy.matrices.expressions import MatrixSymbol

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
from proofcheck.symbolic.positivity import decide_positive, inequalities
from proofcheck.symbolic.residue import decide_zeros
from theorems._hermite_instances import GATHERINGS, SEEN, stays_bounded
from theorems._order import equal, order, value_equal

T0, T1, node_gap = sympy.symbols("T0 T1 theta_j-theta_i")
x, theta = sympy.symbols("x theta")
NODES = sympy.symbols("theta1:5")
m, N = sympy.symbols("m N", integer=True, positive=True)
a, Delta = MatrixSymbol("a", N, N), MatrixSymbol("Delta", N, N)
T = MatrixSymbol("T", m, N)
v, v_limit = MatrixSymbol("v", m, N), MatrixSymbol("v°", m, N)
s = Symbol("s")


def separated(claim: Formulas, assume: Assumptions) -> Outcome:
    """Move neuron 1 by s e: its values at two samples differ by s e.(h - h'), then by sigma."""
    outcome = decide_entailment(order(assume), Implies(Not(equal), Not(value_equal)))
    if outcome.cause is not None or outcome.confirmed_by:
        return outcome
    move, gap = sympy.symbols("s |h-h'|^2", positive=True)
    return decide_positive({"n - n' for e = h - h'": claim["moved"](move, gap)})


def of_a_constant(claim: Formulas) -> Formulas:
    """Divide differences of a target that is one value T0 on the class, by Newton's recursion."""
    first = (claim["second value"] - T0) / node_gap
    higher = (first - first) / node_gap
    return {"first": first, "higher": higher, "value": T0 - claim["value"]}


def limit_of_a_difference(claim: Formulas) -> Formulas:
    """Differentiate f(theta_i + x (theta_j - theta_i)) in x: f[i, j] is the mean of f'."""
    start, gap = sympy.symbols("theta_i gap")
    f = sympy.Function("f")
    along = sympy.diff(f(start + x * gap), x)
    slope = Symbol("f'")
    rate = along.replace(lambda part: isinstance(part, sympy.Subs), lambda _: slope)
    residues = {"rate": rate - claim["rate"] * slope}
    for power, j in product(range(1, 6), (1, 2, 3)):
        limit = _divided(power, j).subs(dict.fromkeys(NODES, theta))
        residues[f"theta^{power}, {j}"] = limit - claim["limit"](power, j)
    return residues


def _divided(power: int, j: int) -> sympy.Expr:
    """Return the divided difference of theta^power over j + 1 nodes, by Newton's recursion."""
    values = [node**power for node in NODES[: j + 1]]
    for step in range(1, j + 1):
        values = [
            sympy.cancel((later - value) / (NODES[i + step] - NODES[i]))
            for i, (value, later) in enumerate(pairwise(values))
        ]
    return values[0]


def taylor_coefficient(power: int, j: int) -> sympy.Expr:
    """Return the j-th derivative of theta^power, divided by j!."""
    return sympy.diff(theta**power, theta, j) / sympy.factorial(j)


def kept(claim: Formulas) -> Formulas:
    """Multiply the claimed weights by a; Delta(s) forms the divided differences of columns."""
    return {"v a": claim["weights"] * a - T}


def joined(claim: Formulas) -> Formulas:
    """Join two ways v, v° of writing the same n^{l*+1} = v a + ... by a straight line."""
    line = claim["line"](s)
    return {"v a": line * a - v * a - s * (v_limit * a - v * a), "start": line.subs(s, 0) - v}


c = Symbol("c", real=True)
jet, other_jet = Symbol("z1", positive=True), Symbol("z2", nonnegative=True)


def steep_neurons(claim: Formulas, assume: Assumptions) -> Outcome:
    """Integrate a relation z among values and derivatives of all neurons against polynomials psi.

    For w -> oo sigma(w (t - x)) is d for x < t and c for x > t. By parts, the j-th derivative in t
    against psi'(x) on [-R, R] is the integral of this step against psi^(j+1), psi vanishing at the
    ends to high order. With psi^(j)(t_C) = z_{C,j} (Hermite) a sum of squares is left.
    """
    P = Symbol("psi^(j)(t)")
    d = c + (Symbol("d-c", positive=True) if assume("increasing") else 0)
    at_ends = claim["at the ends"]
    step = d * (P - at_ends) + c * (at_ends - P)
    outcome = decide_zeros({"step": step - (d - c) * P})
    if outcome.cause is not None or outcome.confirmed_by:
        return outcome
    return decide_positive({"relation": (d - c) * (claim["psi"](jet) * jet + other_jet**2)})


u1, e0 = sympy.symbols("u.H' n", real=True)
h1, h2 = Symbol("H1'", positive=True), Symbol("H2'", nonnegative=True)


def velocity(claim: Formulas) -> Formulas:
    """Pass a velocity H' != 0 on to neuron 1 of the next layer, weights u + s e, bias + s e_0.

    For e = H' its rate of change in s is |H'|^2, and that of n for e_0 = 1, e = 0 is 1: neither the
    new velocity (times sigma') nor n is constant in s.
    """
    e = claim["e"](h1, h2)
    passed = u1 + s * (e[0] * h1 + e[1] * h2)
    return {"velocity": sympy.diff(passed, s), "n": sympy.diff(e0 + s * claim["e0"], s)}


USED, FREE, REGULAR = Symbol("used-rows-independent"), Symbol("enough-free"), Symbol("B(0)-regular")
SPAN = Symbol("rows-of-all-neurons-span")


def completed(claim: Formulas, assume: Assumptions) -> Outcome:
    """Complete the rows of the r neurons in use to a basis by N' - r <= n - r free neurons."""
    premises = {
        "basis": Implies(And(USED, SPAN, FREE), REGULAR),
        "values are among the columns": Implies(Symbol("rank-r"), USED),
        "r rows in use": Symbol("rank-r"),
    }
    if claim["span"]:
        premises["steep neurons"] = SPAN
    if assume("wide"):
        premises["N' <= N <= n"] = FREE
    return decide_entailment(premises, REGULAR)


ABOVE, HERE, BELOW_FINE = Symbol("P(l+1)=P(l)"), Symbol("P(l)=P(l-1)"), Symbol("P(l-1)-discrete")
ALL_FINE, MOVED = Symbol("P(l*-1)-discrete"), Symbol("s-e-moved")


def downwards(claim: Formulas, assume: Assumptions) -> Outcome:
    """Go from layer l* - 1 down to 1; classes of the inputs are single samples."""
    premises = {
        "separated": Implies(MOVED, HERE),
        "velocity": Implies(And(HERE, ABOVE, BELOW_FINE), ALL_FINE),
        "above, done before": ABOVE,
    }
    if assume("biases"):
        premises["output kept"] = MOVED
    if assume("distinct-inputs"):
        premises["l = 1: inputs"] = BELOW_FINE
    return decide_entailment(premises, claim["end"])


PATTERNS, PATH = Symbol("patterns-differ"), Symbol("path-to-loss-0")
KNOWN = ("distinct-inputs", "biases", "wide", "non-increasing")


def from_anywhere(claim: Formulas, assume: Assumptions) -> Outcome:
    """Put step (1) before the other steps."""
    granted = [assume(name) for name in KNOWN]
    premises = {"beyond-constant-loss-start": Implies(PATTERNS, PATH)}
    if claim["step (1)"] and all(granted):
        premises["step (1), or l* = 1"] = PATTERNS
    return decide_entailment(premises, PATH)


ALL, CLASS_A = scope(), scope("A")

STATEMENT = Statement(
    id="beyond-constant-loss-deep",
    title="From every start, the wide layer anywhere",
    page=20,
    claim=(
        "the stronger version of Theorem 5 that p. 20 announces: with distinct inputs, biases, "
        "n_{l*} >= N and later widths non-increasing, a path of first constant, then "
        "non-increasing loss leads from any parameters to loss 0"
    ),
    hypotheses=(
        Hypothesis("distinct-inputs", "the inputs are pairwise different (p. 5)", 5),
        Hypothesis("biases", "neurons have biases", 5),
        Hypothesis("wide", "n_{l*} >= N", 6),
        Hypothesis("non-increasing", "n_{l+1} <= n_l for all l > l*", 9),
        Hypothesis("increasing", "sigma is strictly increasing", 5),
    ),
    uses=("beyond-constant-loss-start", "lemma-16"),
    rests_on=(
        Textbook.ANALYTIC_ZERO_SET,
        Textbook.CHAIN_RULE,
        Textbook.COMPOSITION,
        Textbook.CONTINUITY,
        Textbook.TAYLOR,
        Textbook.HERMITE,
        Textbook.DOMINATED,
        Textbook.REAL_LINE,
        Textbook.RANK,
        Textbook.INDUCTION,
    ),
    latex=(
        r"n_{l^*}\ge N,\ n_{l+1}\le n_l\ (l>l^*):\quad \forall\,w\ \exists\,\Gamma,\ "
        r"\Gamma(0)=w:\quad \mathcal{L}\circ\Gamma\text{ constant, then non-increasing to } 0",
    ),
    steps=(
        Step(
            id="separate",
            claim=(
                "moving neuron 1 of layer l by s e, almost every e, separates the samples of one "
                "pattern in layer l whose patterns h, h' in layer l - 1 differ: n - n' = s "
                "e.(h - h'), and sigma keeps different numbers different"
            ),
            page=21,
            scope=CLASS_A,
            formula={"moved": lambda s, gap: s * gap},
            checks=(Derivation(separated, CLASS_A),),
            mutants=(
                Mutant("no-move", "s = 0", change("moved", lambda _: lambda s, gap: 0 * s * gap)),
                Mutant("flat-sigma", "sigma need not increase", drops="increasing"),
            ),
        ),
        Step(
            id="targets",
            claim=(
                "n^{l*+1} has one value per class: its divided differences over a class are that "
                "value and zeros"
            ),
            page=21,
            formula={"value": T0, "second value": T0},
            checks=(identities(of_a_constant, ALL),),
            mutants=(
                Mutant("two-values", "two values", change("second value", lambda _: T1)),
                Mutant("value-zero", "0", change("value", lambda _: 0 * T0)),
            ),
        ),
        Step(
            id="differences",
            claim=(
                "the first divided difference of a smooth f is the mean of f' between two nodes, "
                "so it tends to f' as they come together; j-th ones tend to f^(j)/j! (Taylor), for "
                "powers of theta by Newton's recursion"
            ),
            page=21,
            formula={"rate": Symbol("gap"), "limit": taylor_coefficient},
            checks=(identities(limit_of_a_difference, ALL),),
            mutants=(
                Mutant("rate-one", "without the gap", change("rate", lambda _: sympy.S.One)),
                Mutant(
                    "no-factorial",
                    "f^(j) for f^(j)/j!",
                    change("limit", lambda _: lambda k, j: sympy.diff(theta**k, theta, j)),
                ),
            ),
        ),
        Step(
            id="steep-neurons",
            claim=(
                "no relation but the trivial one holds among values and derivatives at the classes "
                "for all neurons sigma(w theta + b): steep ones are steps of height d - c > 0, "
                "against psi' they give (d - c) psi^(j) at the classes, and psi^(j) can be z_j "
                "(Hermite)"
            ),
            page=21,
            scope=CLASS_A,
            formula={"at the ends": sympy.Integer(0), "psi": lambda z: z},
            checks=(Derivation(steep_neurons, CLASS_A),),
            mutants=(
                Mutant("no-step", "sigma need not increase", drops="increasing"),
                Mutant(
                    "psi-elsewhere",
                    "psi other than z",
                    change("psi", lambda _: lambda z: 1 - z),
                ),
            ),
        ),
        Step(
            id="free-neurons",
            claim=(
                "the r neurons in use have independent values on the classes; N' - r free ones, "
                "turned before, make the matrix B(0) of values and derivatives regular, N' <= N "
                "counting samples that stay together once"
            ),
            page=21,
            formula={"span": True},
            checks=(Derivation(completed, ALL),),
            mutants=(
                Mutant("narrow", "n_{l*} < N", drops="wide"),
                Mutant("no-span", "neurons need not span", change("span", lambda _: False)),
            ),
        ),
        Step(
            id="weights",
            claim=(
                "v(s) = T Delta(s) B(s)^-1, B(s) = a(s) Delta(s), keeps n^{l*+1} for s > 0, and is "
                "continuous at s = 0, where B(0) is regular and T Delta constant"
            ),
            page=21,
            formula={
                "weights": T * Delta * (Delta.inv() * a.inv()),
                "target": lambda target, _j: target,
            },
            checks=(identities(kept, ALL), Sampling(GATHERINGS, stays_bounded, SEEN)),
            mutants=(
                Mutant(
                    "without-Delta",
                    "T B^-1",
                    change("weights", lambda _: T * Delta.inv() * a.inv()),
                ),
                Mutant(
                    "two-targets",
                    "samples of one class with different outputs",
                    change("target", lambda _: lambda target, j: target + j),
                ),
            ),
        ),
        Step(
            id="joined",
            claim="before that, the present v is joined to v(0) by a line: n^{l*+1} stays",
            page=21,
            formula={"line": lambda s: (1 - s) * v + s * v_limit},
            checks=(identities(joined, ALL),),
            mutants=(
                Mutant("too-much", "v + s v°", change("line", lambda _: lambda s: v + s * v_limit)),
            ),
        ),
        Step(
            id="velocity",
            claim=(
                "the patterns of layer l* - 1 follow theta with nonzero velocity: u.H' + s e.H' "
                "and n + s e_0 are not constant in s, so that sigma'(n) (u + s e).H' is not 0 for "
                "almost every (s, e, e_0); derivatives in theta and in e.act(l*-1) then determine "
                "each other (chain rule, triangular)"
            ),
            page=21,
            formula={"e": lambda h1, h2: (h1, h2), "e0": sympy.Integer(1)},
            checks=(inequalities(velocity, ALL),),
            mutants=(
                Mutant(
                    "e-across", "e orthogonal to H'", change("e", lambda _: lambda a, b: (-b, a))
                ),
                Mutant("bias-still", "e_0 = 0", change("e0", lambda old: 0 * old)),
            ),
        ),
        Step(
            id="downwards",
            claim=(
                "from l = l* - 1 down to 1: samples of one pattern in layer l are those of one "
                "pattern in layer l - 1 (separate, with the output kept), layers above follow "
                "(velocity), and in the end no two inputs have one pattern"
            ),
            page=21,
            formula={"end": ALL_FINE},
            checks=(Derivation(downwards, ALL),),
            mutants=(
                Mutant("repeated-inputs", "inputs may repeat", drops="distinct-inputs"),
                Mutant("no-biases", "without biases", drops="biases"),
                Mutant("upwards", "not all differ", change("end", lambda old: Not(old))),
            ),
        ),
        Step(
            id="all-steps",
            claim="step (1), then beyond-constant-loss-start",
            page=21,
            formula={"step (1)": True},
            checks=(Derivation(from_anywhere, ALL),),
            mutants=(
                Mutant("without-one", "without (1)", change("step (1)", lambda _: False)),
                Mutant("widening", "a later layer may widen", drops="non-increasing"),
            ),
        ),
    ),
)
