"""Remark 11 (p. 12): the start need not be isolated. What has to be known of it instead.

Let F be a set of points with loss l* and D = 0, with l - l* >= c dist(z, F)^2 near F, lambda in
(0, 1) and B positive definite on F. Then L - l* >= c' dist^2 near F x {d = 0} x {q small}, D = 0
and B stays positive definite there: the splitting can be repeated at the same neuron, and in the
layer below where the split layer is followed by one neuron.
"Special consideration of the degenerate directions" alone does not give that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy

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
from proofcheck.networks import B_matrix, D_matrix, residual
from proofcheck.search.compare import equal
from proofcheck.search.planted import ABOVE_A_LAYER, ABOVE_A_LAYER_WIDE, NOT_CRITICAL
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.counterexamples import flat_kernel_without_minimum
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.residue import decide_zeros
from proofcheck.symbolic.split_neuron import (
    COORDINATES,
    B_form,
    Motion,
    incoming_direction,
    loss_jet,
    outgoing,
    sensitivity,
    sigma,
    symbol,
)

LAM = symbol("lambda")
zeta, delta, b, c, C, C0, Q, root = sympy.symbols("zeta delta b c C C0 Q root", positive=True)


def surviving_bound(claim: Formulas, assume: Assumptions) -> Outcome:
    """Split a positive part off c zeta^2 - Q (C0 + C zeta) delta + (b/2) delta^2, Q C = k.

    zeta is the distance to F, root^2 = c/2 and k^2 = b c / 2.
    """
    growth = c if assume("quadratic-growth") else sympy.Integer(0)
    linear = sympy.Integer(0) if assume("D-zero-on-F") else C0
    curvature = b if assume("B-definite") else -b
    form = growth * zeta**2 - Q * (linear + C * zeta) * delta + curvature / 2 * delta**2
    square = (root * zeta - Q * C * delta / (2 * root)) ** 2
    kept = claim["c"] * zeta**2 + claim["b"] * delta**2
    residue = sympy.expand(form - square - kept).subs(root**2, c / 2)
    half_of_b = {Q**2 * C**2: b * c / 2}
    return decide_zeros(
        {"kept": sympy.expand(sympy.expand(residue).subs(root, sympy.sqrt(c / 2))).subs(half_of_b)}
    )


def own_outgoing(i: int) -> sympy.Symbol:
    """Return the outgoing weight of one neuron of the larger network, whatever it is."""
    return symbol("own v", i)


def B_with(weight: Callable[[int], sympy.Expr]) -> sympy.Expr:
    """Return the bilinear form of eq. (1) with other outgoing weights."""
    return sum(
        sensitivity(i)
        * weight(i)
        * sigma(i, 2)
        * incoming_direction("t", i)
        * incoming_direction("tau", i)
        for i in COORDINATES
    )


def twins_of_the_split(claim: Formulas) -> Formulas:
    """Compare B of neuron r and of the twin at (z, q, 0) with multiples of B and B at q."""
    weights = {
        "neuron": lambda i: (1 - LAM) * outgoing(i) - symbol("q", i),
        "twin": lambda i: LAM * outgoing(i) + symbol("q", i),
    }
    B_at_q = B_with(lambda i: symbol("q", i))
    return {
        f"B of the {place}": B_with(weights[place])
        - claim[place](LAM) * B_form()
        - claim[f"{place} at q"] * B_at_q
        for place in weights
    }


def D_of_one_neuron(claim: Formulas) -> Formulas:
    """Compare dL/du of one neuron of the larger network, any outgoing weights, with v.D of l.

    dL/du = sum_s v_s D^s for every v identifies D of that neuron, coefficient by coefficient.
    """
    base = {
        i: {"twin": outgoing(i) - own_outgoing(i), "neuron": own_outgoing(i)} for i in COORDINATES
    }
    large = loss_jet(base, {"t": Motion(incoming_neuron=1), "tau": Motion()}).t
    small_D = sum(
        sensitivity(i) * own_outgoing(i) * sigma(i, 1) * incoming_direction("t", i)
        for i in COORDINATES
    )
    return {"v.D": large - claim["D"] * small_D}


def compare_twins(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare B and D of neuron r and of its twin with those of the smaller network, at q = 0."""
    layer, twin = instance.layer, instance.basis.large.widths[instance.layer]

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        for place, neuron in (("neuron", instance.neuron), ("twin", twin)):
            arguments = (view.wide, view.wide_residual, layer, neuron)
            yield f"B of the {place}", B_matrix(*arguments), claim[place](view.lam) * view.B
            yield f"D of the {place}", D_matrix(*arguments), claim["D"] * view.D

    return equal(instance, sides)


def layer_below(claim: Formulas) -> Formulas:
    """Compare D at the twin and B of a neuron below, with one neuron after the split layer.

    The sensitivity at a neuron of layer l+1 that sends w on is w X; the split one sends V, so
    D = V X. Its twin sends lambda V + q and it keeps the rest; both have its incoming weights.
    """
    V, q, X, u = sympy.symbols("V q X u")
    twin, kept = LAM * V + q, (1 - LAM) * V - q
    return {
        "D at the twin": twin * X - claim["twin share"](LAM, q, V) * V * X,
        "D at the neuron": kept * X - (1 - claim["twin share"](LAM, q, V)) * V * X,
        "B": u * (twin + kept) * X - claim["B"] * u * V * X,
    }


def compare_layer_below(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare B and D of every neuron one layer below the split, at an exact q other than 0."""
    layer = instance.layer - 1

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        V = view.values.slopes(instance.layer + 1)[:, instance.neuron - 1]
        q = [view.arithmetic.number(k + 1) for k in range(len(V))]
        moved = view.wide_values_at(view.wide_weights_with(q))
        share = claim["twin share"](view.lam, sum(q), sum(V))
        for neuron in range(1, view.values.architecture.widths[layer] + 1):
            small = (view.values, view.residual, layer, neuron)
            large = (moved, residual(moved, view.targets), layer, neuron)
            yield f"B of neuron {neuron}", B_matrix(*large), B_matrix(*small) * int(claim["B"])
            D = D_matrix(*small)[:, instance.neuron - 1]
            yield f"D at the twin, neuron {neuron}", D_matrix(*large)[:, -1], D * share

    return equal(instance, sides)


C2, CLASS_A = scope("C2"), scope("A")
FLAT = instances("y (y - x^2)")
SHARES: Formulas = {
    "neuron": lambda lam: 1 - lam,
    "twin": lambda lam: lam,
    "neuron at q": -1,
    "twin at q": 1,
    "D": 1,
}


def _exchange(claim: Formulas) -> Formulas:
    return {**claim, "neuron": claim["twin"], "twin": claim["neuron"]}


STATEMENT = Statement(
    id="remark-11",
    title="Starting from a degenerate minimum",
    page=12,
    claim=(
        "'The assumption of starting from an isolated local minimum can be relaxed by special "
        "consideration of the degenerate directions'"
    ),
    repaired=(
        "if l - l* >= c dist(z, F)^2 and D = 0 on F, lambda in (0, 1) and B positive definite on "
        "F, the same holds for the larger network around F x {d = 0} x {q small}"
    ),
    hypotheses=(
        Hypothesis("quadratic-growth", "l - l* >= c dist(z, F)^2 near F, with c > 0", 12),
        Hypothesis("D-zero-on-F", "D = 0 on F", 12),
        Hypothesis("B-definite", "lambda (1 - lambda) B is positive definite on F", 12),
    ),
    uses=("lemma-12", "beyond-master-identity"),
    rests_on=(Textbook.TAYLOR, Textbook.CONTINUITY, Textbook.FINITE_DIMENSION),
    latex=(r"\xi^\top\nabla^2\ell(z^*)\,\xi=0\quad\text{for the degenerate directions }\xi",),
    latex_repaired=(
        r"\ell(z)-\ell^*\ge c\,\mathrm{dist}(z,F)^2,\quad D|_F=0,\quad B|_F\succ0,\quad "
        r"\lambda\in(0,1)",
        r"\Longrightarrow\ \mathcal{L}-\ell^*\ge c'\,\mathrm{dist}(\cdot,F')^2,\qquad F'="
        r"F\times\{d=0\}\times\{q\text{ small}\}",
    ),
    steps=(
        Step(
            id="surviving-bound",
            claim=(
                "granted |D| <= C dist(z, F) and d'Hd >= b |d|^2 near F, the master identity gives "
                "L - l* >= (c/2) dist(z, F)^2 + (b/4) |d|^2 for (|q| C)^2 <= b c / 2: quadratic "
                "growth around F x {d = 0} x {q small}"
            ),
            page=12,
            scope=C2,
            requires=(),
            formula={"c": c / 2, "b": b / 4},
            checks=(Derivation(surviving_bound, C2),),
            mutants=(
                Mutant("all-of-c", "c", change("c", lambda _: c)),
                Mutant("half-of-b", "b/2", change("b", lambda _: b / 2)),
                Mutant("no-growth", "l as it comes", drops="quadratic-growth"),
                Mutant("D-on-F", "D on F as it comes", drops="D-zero-on-F"),
                Mutant("B-of-any-sign", "B on F as it comes", drops="B-definite"),
            ),
        ),
        Step(
            id="constant-loss-suffices",
            claim=(
                "'special consideration of the degenerate directions' (as on p. 14, 15, 23: "
                "the loss is constant along them) replaces isolation"
            ),
            page=12,
            form=Form.LITERAL,
            scope=FLAT,
            checks=(Computation(flat_kernel_without_minimum, FLAT, Kind.EXACT),),
        ),
        Step(
            id="same-neuron-again",
            claim=(
                "at (z, q, 0) B of neuron r is (1 - lambda) B - B[q], that of the twin lambda B + "
                "B[q], B[q] linear in q, and D of both is D(z): it vanishes on the new set, and "
                "both B stay definite for small q"
            ),
            page=12,
            scope=C2,
            requires=(),
            formula=SHARES,
            checks=(
                identities(twins_of_the_split, C2),
                identities(D_of_one_neuron, C2),
                Sampling(NOT_CRITICAL, compare_twins, CLASS_A),
            ),
            mutants=(
                Mutant("exchanged", "shares exchanged", _exchange),
                Mutant("neuron-whole", "B of r unchanged", change("neuron", lambda _: _one)),
                Mutant("twin-square", "lambda^2", change("twin", lambda _: _square)),
                Mutant("q-sign", "+B[q] for r", change("neuron at q", lambda _: 1)),
                Mutant("q-none", "no B[q] for the twin", change("twin at q", lambda _: 0)),
                Mutant("D-twice", "2 D", change("D", lambda _: 2)),
            ),
        ),
        Step(
            id="layer-below",
            claim=(
                "after splitting in layer l+1 with n_{l+2} = 1, at every q a neuron of layer l "
                "keeps its B, and its D at the twin is (lambda + q/V) D: D = 0 stays, and the "
                "splitting may go on below; with n_{l+2} >= 2 it does not stay (mutant next-two)"
            ),
            page=12,
            scope=scope("C2", widths=("n_{l+2} = 1",)),
            requires=(),
            formula={"twin share": lambda lam, q, V: lam + q / V, "B": sympy.Integer(1)},
            checks=(
                identities(layer_below, scope("C2", widths=("n_{l+2} = 1",))),
                Sampling(ABOVE_A_LAYER, compare_layer_below, scope("A", widths=("n_{l+2} = 1",))),
            ),
            mutants=(
                Mutant("twin-lambda", "lambda D", change("twin share", lambda _: _only_lambda)),
                Mutant("twin-minus", "lambda - q/V", change("twin share", lambda _: _minus)),
                Mutant("B-twice", "2 B", change("B", lambda _: sympy.Integer(2))),
                Mutant(
                    "next-two",
                    "n_{l+2} >= 2",
                    checks=(Sampling(ABOVE_A_LAYER_WIDE, compare_layer_below, CLASS_A),),
                ),
            ),
        ),
    ),
    findings=(
        Finding(
            id="degenerate-directions",
            kind=FindingKind.INVALID_INFERENCE,
            page=12,
            place="Remark 11, first two lines",
            claim=(
                "'can be relaxed by special consideration of the degenerate directions': constant "
                "loss along them is not enough, y (y - x^2)"
            ),
            shown_by=("constant-loss-suffices",),
            repair="quadratic growth around a set on which D = 0",
            repaired_by=("surviving-bound",),
        ),
    ),
)


def _one(_: Any) -> int:
    return 1


def _square(lam: Any) -> Any:
    return lam * lam


def _only_lambda(lam: Any, _q: Any, _V: Any) -> Any:
    return lam


def _minus(lam: Any, q: Any, V: Any) -> Any:
    return lam - q / V
