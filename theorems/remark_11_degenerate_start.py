"""Remark 11 (p. 12): the start need not be isolated. What has to be known of it instead.

Let F be a set of points with loss l* and D = 0, with l - l* >= c dist(z, F)^2 near F, lambda in
(0, 1) and B positive definite on F. Then L - l* >= c' dist^2 near F x {d = 0} x {q small}, D = 0
and B stays positive definite there: the splitting can be repeated, at the same neuron or below.
"Special consideration of the degenerate directions" alone does not give that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

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
from proofcheck.networks import B_matrix, D_matrix
from proofcheck.search.compare import equal
from proofcheck.search.planted import NOT_CRITICAL
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.residue import decide_zeros
from proofcheck.symbolic.split_neuron import (
    COORDINATES,
    SMALL_MOTIONS,
    B_form,
    Motion,
    incoming_direction,
    large_base,
    loss_jet,
    sensitivity,
    sigma,
    small_base,
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


def twins_of_the_split(claim: Formulas) -> Formulas:
    """Compare B of neuron r and of the twin in the larger network with multiples of B."""
    residues = {}
    for place in ("neuron", "twin"):
        weights = large_base(LAM)
        value = sum(
            sensitivity(i)
            * weights[i][place]
            * sigma(i, 2)
            * incoming_direction("t", i)
            * incoming_direction("tau", i)
            for i in COORDINATES
        )
        residues[f"B of the {place}"] = value - claim[place](LAM) * B_form()
    return residues


def D_through_gradients(claim: Formulas) -> Formulas:
    """Compare dL/du of neuron r and of the twin: their D is the small one, weighted by v."""
    residues = {}
    motions = {"neuron": Motion(incoming_neuron=1), "twin": Motion(incoming_twin=1)}
    small = loss_jet(small_base(), {"t": SMALL_MOTIONS["u"], "tau": Motion()}).t
    for place, motion in motions.items():
        large = loss_jet(large_base(LAM), {"t": motion, "tau": Motion()}).t
        residues[place] = large - claim[place](LAM) * small
    return residues


def compare_twins(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare B and D of neuron r and of its twin with those of the smaller network."""
    layer, twin = instance.layer, instance.basis.large.widths[instance.layer]

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        for place, neuron in (("neuron", instance.neuron), ("twin", twin)):
            arguments = (view.wide, view.wide_residual, layer, neuron)
            yield f"B of the {place}", B_matrix(*arguments), claim[place](view.lam) * view.B
            yield f"D of the {place}", D_matrix(*arguments), claim["D"] * view.D

    return equal(instance, sides)


def layer_below(claim: Formulas) -> Formulas:
    """Compare D and B of a neuron in the layer below twins that share the sensitivity."""
    common, own, weight, q = sympy.symbols("common own weight q")
    twin, neuron = LAM * common + q * own, (1 - LAM) * common - q * own
    return {
        "D at the twin": twin - (claim["twin share"] * common + q * own),
        "B": weight * (twin + neuron) - claim["B"] * weight * common,
    }


def compare_layer_below(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare B and D of every neuron one layer below the split with those of the small network."""
    layer = instance.layer - 1

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        for neuron in range(1, view.values.architecture.widths[layer] + 1):
            small = (view.values, view.residual, layer, neuron)
            large = (view.wide, view.wide_residual, layer, neuron)
            yield f"B of neuron {neuron}", B_matrix(*large), int(claim["B"]) * B_matrix(*small)
            share = view.lam if claim["twin share"] == LAM else 1 - view.lam
            D = D_matrix(*small)[:, instance.neuron - 1]
            yield f"D at the twin, neuron {neuron}", D_matrix(*large)[:, -1], share * D

    return equal(instance, sides)


C2, CLASS_A = scope("C2"), scope("A")
SHARES: Formulas = {"neuron": lambda lam: 1 - lam, "twin": lambda lam: lam, "D": 1}


def _exchange(claim: Formulas) -> Formulas:
    return {**claim, "neuron": claim["twin"], "twin": claim["neuron"]}


STATEMENT = Statement(
    id="remark-11",
    title="Starting from a degenerate minimum",
    page=12,
    claim="'isolated' can be relaxed by special consideration of the degenerate directions",
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
    steps=(
        Step(
            id="surviving-bound",
            claim=(
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
            ),
        ),
        Step(
            id="same-neuron-again",
            claim=(
                "in the larger network B of neuron r is (1 - lambda) B, that of the twin lambda B, "
                "and D of both is D: it vanishes on the new set, and B stays definite for small q"
            ),
            page=12,
            scope=C2,
            requires=(),
            formula=SHARES,
            checks=(
                identities(twins_of_the_split, C2),
                identities(D_through_gradients, C2),
                Sampling(NOT_CRITICAL, compare_twins, CLASS_A),
            ),
            mutants=(
                Mutant("exchanged", "shares exchanged", _exchange),
                Mutant("neuron-whole", "B of r unchanged", change("neuron", lambda _: _one)),
                Mutant("twin-square", "lambda^2", change("twin", lambda _: _square)),
                Mutant("D-half", "D doubled", change("D", lambda _: 2)),
            ),
        ),
        Step(
            id="layer-below",
            claim=(
                "after splitting in layer l+1 a neuron of layer l keeps its B, and its D at the "
                "twin is lambda D (plus q times the same integrals): splitting may go on below"
            ),
            page=12,
            scope=C2,
            requires=(),
            formula={"twin share": LAM, "B": sympy.Integer(1)},
            checks=(
                identities(layer_below, C2),
                Sampling(NOT_CRITICAL, compare_layer_below, CLASS_A, only=("middle layer",)),
            ),
            mutants=(
                Mutant("twin-rest", "1 - lambda", change("twin share", lambda _: 1 - LAM)),
                Mutant("B-twice", "2 B", change("B", lambda _: sympy.Integer(2))),
            ),
        ),
    ),
)


def _one(_: Any) -> int:
    return 1


def _square(lam: Any) -> Any:
    return lam * lam
