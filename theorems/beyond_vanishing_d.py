"""Beyond the paper: a condition for D = 0 that contains the three of Proposition 15.

Let the columns of a matrix Z be the outgoing weights of all neurons of layer l with the incoming
weights of neuron r, and the vectors k with sum_s k_s dl_alpha/dn(l+1, s) = 0 for every alpha. At a
critical point D Z = 0. So if they span R^{n_{l+1}}, D^r = 0.

(i) n_{l+1} = 1: v_r spans R. (ii) equal sensitivities: k ranges over all vectors with sum 0, and
v_r, whose sum is not 0, is the rest. (iii) zero sensitivities: k is anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy
from sympy import Identity, MatrixSymbol

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
from proofcheck.networks import gradient, residual
from proofcheck.search.compare import equal
from proofcheck.search.planted import NOT_CRITICAL
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.residue import decide_zeros
from proofcheck.symbolic.split_neuron import (
    COORDINATES,
    Motion,
    incoming_direction,
    loss_jet,
    outgoing,
    sensitivity,
    sigma,
    symbol,
)

SAMPLES = (1, 2)
F = {(s, a): symbol("F", s, a) for s in COORDINATES for a in SAMPLES}
K = {s: symbol("k", s) for s in COORDINATES}
rows, width, columns = sympy.symbols("m n k", integer=True, positive=True)
D, Z, X = (
    MatrixSymbol("D", rows, width),
    MatrixSymbol("Z", width, columns),
    MatrixSymbol("X", columns, width),
)


def other(i: int) -> sympy.Symbol:
    """Return the outgoing weight of a neuron with the incoming weights of neuron r."""
    return symbol("w", i)


def equal_incoming(claim: Formulas) -> Formulas:
    """Compare the derivative along the incoming weights of such a neuron with D^r w."""
    base = {i: {"twin": other(i), "neuron": outgoing(i)} for i in COORDINATES}
    jet = loss_jet(base, {"t": Motion(incoming_twin=1), "tau": Motion()})
    return {"dl/du_q": jet.t - claim["weighted"]}


def D_with(weights: Any) -> sympy.Expr:
    """Return the sum of D^{r,s} times a weight at s, on a generic direction."""
    return sum(
        sensitivity(i) * sigma(i, 1) * incoming_direction("t", i) * weights(i) for i in COORDINATES
    )


def kernel(claim: Formulas, assume: Assumptions) -> Outcome:
    """Add up D^{r,s} k_s, sample by sample: every sample has sum_s k_s F_{s,alpha} as a factor."""
    known = dict(F)
    if assume("kernel"):
        for a in SAMPLES:
            known[2, a] = -K[1] * F[1, a] / K[2]
    slopes = {a: symbol("sigma'a", a) for a in SAMPLES}
    columns = {s: sum(known[s, a] * slopes[a] for a in SAMPLES) for s in COORDINATES}
    return decide_zeros({"D k": sum(claim["k"](s) * columns[s] for s in COORDINATES)})


def span(claim: Formulas) -> Formulas:
    """Write D by D Z, where Z X = I: the rest is D (I - Z X)."""
    return {"D": D - claim["by DZ"] - D * (Identity(width) - Z * X)}


def compare_equal_incoming(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the larger gradient at the twin, which sends lambda v + q, with D (lambda v + q)."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        v = view.values.slopes(instance.layer + 1)[:, instance.neuron - 1]
        q = np.array([view.arithmetic.number(3 - 2 * k) for k in range(len(v))], dtype=object)
        moved = view.wide_values_at(view.wide_weights_with(list(q)))
        large = gradient(moved, residual(moved, view.targets))
        shape = instance.basis.large
        twin = list(shape.incoming(instance.layer, shape.widths[instance.layer]))
        yield "dl/du_q", large[twin], claim["numeric"](claim["of"](view)["D"], v * view.lam + q, v)

    return equal(instance, sides)


C1, CLASS_A = scope("C1"), scope("A")

STATEMENT = Statement(
    id="beyond-vanishing-d",
    title="D = 0 where outgoing weights and a kernel span",
    page=14,
    claim=(
        "at a critical point, if the outgoing weights of all neurons with the incoming weights of "
        "neuron r, together with the kernel of the matrix [dl_alpha/dn(l+1, s)], span "
        "R^{n_{l+1}}, then D^r = 0; Proposition 15 is three cases of it"
    ),
    latex=(
        r"\operatorname{span}\left(\ker\left[\frac{\partial\ell_\alpha}{\partial n(l+1,s)}\right]"
        r"\cup\{v_q : u_q=u_r\}\right)=\mathbb{R}^{n_{l+1}}\implies D^r=0",
    ),
    hypotheses=(
        Hypothesis("kernel", "k lies in the kernel of the sensitivities", 14, setting=True),
    ),
    uses=("beyond-master-identity",),
    rests_on=(Textbook.CHAIN_RULE, Textbook.RANK),
    steps=(
        Step(
            id="equal-incoming",
            claim="dl/du_q = sum_s w_s D^{r,s} for a neuron q with u_q = u_r that sends w",
            page=14,
            scope=C1,
            formula={
                "weighted": D_with(other),
                "numeric": lambda D, w, _: D.dot(w),
                "of": lambda view: {"D": view.D},
            },
            checks=(
                identities(equal_incoming, C1),
                Sampling(NOT_CRITICAL, compare_equal_incoming, CLASS_A),
            ),
            mutants=(
                Mutant("own-weights", "v for w", change("weighted", lambda _: D_with(outgoing))),
                Mutant("weighted-sign", "-", change("weighted", lambda old: -old)),
                Mutant("numeric-v", "D v", change("numeric", lambda _: lambda D, _w, v: D.dot(v))),
            ),
        ),
        Step(
            id="kernel",
            claim="sum_s k_s D^{r,s} = 0 for k in the kernel of the sensitivities",
            page=14,
            formula={"k": lambda s: K[s]},
            choices={
                "k.opposite": "k is any vector of the kernel, and so is -k",
                "k.double": "k is any vector of the kernel, and so is 2 k",
            },
            checks=(Derivation(kernel, scope()),),
            mutants=(
                Mutant("k-swapped", "k_1 and k_2 swapped", change("k", lambda _: _swapped)),
                Mutant("k-dropped", "any k", drops="kernel"),
            ),
        ),
        Step(
            id="span",
            claim="if D Z = 0 and Z X = I for some X, D = (D Z) X = 0, for all sizes",
            page=14,
            formula={"by DZ": D * Z * X},
            checks=(identities(span, scope()),),
            mutants=(
                Mutant("twice", "2 D Z X", change("by DZ", lambda old: 2 * old)),
                Mutant("minus", "- D Z X", change("by DZ", lambda old: -old)),
            ),
        ),
    ),
)


def _swapped(s: int) -> sympy.Symbol:
    return K[3 - s]
