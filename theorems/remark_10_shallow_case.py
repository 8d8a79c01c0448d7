"""Remark 10 (p. 12): Theorem 9 specialises to Theorem 8, up to a factor 2.

With l_alpha = (f - y)^2 and no 1/2, dl_alpha/dn(L) is twice the residual, so equation (1) gives
twice the B of Theorem 8. Definiteness does not notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from proofcheck.core import (
    Assumptions,
    Derivation,
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    Verdict,
    scope,
)
from proofcheck.search.compare import equal
from proofcheck.search.minima import SHALLOW
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.positivity import decide_positive
from proofcheck.symbolic.residue import decide_zeros

f, y, x, z = sympy.symbols("f y x z")


def sensitivity_of_the_output(claim: Formulas) -> Formulas:
    """Differentiate the squared loss of one sample in the output."""
    return {"dl/dn(L)": sympy.diff((f - y) ** 2, f) - claim["sensitivity"]}


def both_B(claim: Formulas) -> Formulas:
    """Compare equation (1) with the display of Theorem 8 for one generic sample."""
    v, second, xi, xj = sympy.symbols("v sigma'' x_i x_j")
    deep = sympy.diff((f - y) ** 2, f) * v * second * xi * xj
    shallow = (f - y) * v * second * xi * xj
    return {"B": deep - claim["factor"] * shallow}


def compare_B(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare B of equation (1) with the claimed multiple of Theorem 8's display."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        yield "B", view.B, int(claim["factor"]) * shallow_B(view)

    return equal(instance, sides)


def shallow_B(view: SplitView) -> Any:
    """Return Theorem 8's display (p. 11) over the bias and the inputs, shape (n_0 + 1, n_0 + 1)."""
    instance = view.instance
    bias = int(instance.network.architecture.bias)
    inputs = view.arithmetic.array([[1] * bias + list(row) for row in instance.inputs])
    n = inputs.dot(view.values.weights[0][instance.neuron - 1])
    second = instance.network.activation.second(view.arithmetic, n)
    weight = view.residual * view.values.weights[1][0, instance.neuron - 1 + bias] * second
    return np.einsum("a,ai,aj->ij", weight, inputs, inputs)


def without_outgoing_weight(claim: Formulas) -> Formulas:
    """Look at v_r = 0: B of one generic sample, and what a change of u_r does to the output."""
    v, second, xi, xj, before, after = sympy.symbols("v sigma'' x_i x_j sigma_0 sigma_1")
    B, moved = 2 * (f - y) * v * second * xi * xj, v * after - v * before
    return {
        "B": B.subs(v, 0) - claim["B"] * second * xi * xj,
        "output": moved.subs(v, 0) - claim["moved"] * (after - before),
    }


def same_sign(claim: Formulas, _assume: Assumptions) -> Outcome:
    """Move u_r by t z in the loss of one generic sample, sigma(n + d) = sigma_0 + s1 d + s2 d^2/2.

    z'Bz is what s2 adds to the second derivative; the display of Theorem 8 has its own form, and
    the first derivative is v z'D. A positive multiple of a positive form is positive.
    """
    t, v, s1, s2, *coordinates = sympy.symbols("t v s1 s2 x_0 x_1 z_0 z_1")
    inputs, direction = coordinates[:2], coordinates[2:]
    d = t * sum(a * b for a, b in zip(inputs, direction, strict=True))
    moved = (f + v * (s1 * d + s2 * d**2 / 2) - y) ** 2
    form = sympy.expand(sympy.diff(moved, t, 2).subs(t, 0)).coeff(s2)
    pairs = list(zip(inputs, direction, strict=True))
    shallow = sum((f - y) * v * xi * xj * zi * zj for xi, zi in pairs for xj, zj in pairs)
    D = [sympy.diff((f - y) ** 2, f) * s1 * xi for xi in inputs]
    slope = v * sum(a * b for a, b in zip(direction, D, strict=True))
    outcome = decide_zeros(
        {
            "z'Bz": form - claim["multiple"] * shallow,
            "dl/du_r along z": sympy.diff(moved, t).subs(t, 0) - slope,
        }
    )
    if outcome.verdict is not Verdict.HOLDS:
        return outcome
    return decide_positive({"multiple": claim["multiple"] * sympy.Symbol("form", positive=True)})


STATEMENT = Statement(
    id="remark-10",
    title="Theorem 9 contains Theorem 8",
    page=12,
    claim="with one hidden layer dl/dn(l+1) is f - y, and B of (1) is the B of Theorem 8",
    repaired="with one hidden layer dl/dn(l+1) is 2 (f - y), and B of (1) twice that of Theorem 8",
    hypotheses=(
        Hypothesis("one-hidden-layer", "both networks have one hidden layer", 12, setting=True),
    ),
    uses=("proposition-15",),
    latex=(
        r"l=1,\ L=2:\qquad \frac{\partial\ell_\alpha}{\partial n(2,1;x_\alpha)}="
        r"f(x_\alpha)-y_\alpha",
    ),
    latex_repaired=(
        r"\frac{\partial\ell_\alpha}{\partial n(2,1;x_\alpha)}=2\,"
        r"\bigl(f(x_\alpha)-y_\alpha\bigr),\qquad B\text{ of (1)}=2\,B\text{ of Theorem 8}",
    ),
    steps=(
        Step(
            id="residual",
            claim="dl_alpha/dn(l+1, s) reduces to the residual f - y",
            page=12,
            form=Form.LITERAL,
            formula={"sensitivity": f - y},
            checks=(identities(sensitivity_of_the_output, scope()),),
        ),
        Step(
            id="same-B",
            claim="B of equation (1) reduces to the display of Theorem 8",
            page=12,
            form=Form.LITERAL,
            formula={"factor": sympy.Integer(1)},
            checks=(identities(both_B, scope()), Sampling(SHALLOW, compare_B, scope("A"))),
        ),
        Step(
            id="twice-the-residual",
            claim="dl_alpha/dn(l+1, s) = 2 (f - y)",
            page=12,
            form=Form.REPAIRED,
            formula={"sensitivity": 2 * (f - y)},
            checks=(identities(sensitivity_of_the_output, scope()),),
            mutants=(
                Mutant("residual-once", "f - y", change("sensitivity", lambda _: f - y)),
                Mutant("residual-sign", "2 (y - f)", change("sensitivity", lambda old: -old)),
            ),
        ),
        Step(
            id="twice-B",
            claim="B of equation (1) is twice the display of Theorem 8 (with the bias coordinate)",
            page=12,
            form=Form.REPAIRED,
            scope=scope("A"),
            formula={"factor": sympy.Integer(2)},
            checks=(identities(both_B, scope()), Sampling(SHALLOW, compare_B, scope("A"))),
            mutants=(
                Mutant("B-once", "factor 1", change("factor", lambda _: sympy.Integer(1))),
                Mutant("B-half", "factor 3", change("factor", lambda _: sympy.Integer(3))),
            ),
        ),
        Step(
            id="same-sign",
            claim=(
                "z'Bz, what sigma'' adds to the loss as u_r moves along z, is twice the form of "
                "the display of p. 11, of the same sign; and dl/du_r = v D, so D = 0 where v is "
                "not 0 (Proposition 15 (i))"
            ),
            page=12,
            formula={"multiple": sympy.Integer(2)},
            checks=(Derivation(same_sign, scope()),),
            mutants=(
                Mutant("multiple", "-2", change("multiple", lambda old: -old)),
                Mutant("multiple-once", "1", change("multiple", lambda old: old / 2)),
            ),
        ),
        Step(
            id="outgoing-weight",
            claim=(
                "Proposition 15 asks for v_r not 0, which is not said here: at v_r = 0 B is 0 and "
                "the output does not depend on u_r, so a definite B has it, and an isolated "
                "minimum too"
            ),
            page=12,
            formula={"B": sympy.Integer(0), "moved": sympy.Integer(0)},
            checks=(identities(without_outgoing_weight, scope()),),
            mutants=(
                Mutant("B-left", "B stays", change("B", lambda _: 2 * (f - y))),
                Mutant("moved-left", "u_r matters", change("moved", lambda _: sympy.Integer(1))),
            ),
        ),
    ),
    findings=(
        Finding(
            id="factor-two",
            kind=FindingKind.CONSTANT,
            page=12,
            place="Remark 10, second line",
            claim="'reduces to the residual': l_alpha = (f - y)^2 has no 1/2 (p. 5), a 2 is lost",
            shown_by=("residual", "same-B"),
            repair="dl/dn(L) = 2 (f - y); equal up to the positive factor 2",
            repaired_by=("twice-the-residual", "twice-B"),
        ),
    ),
)
