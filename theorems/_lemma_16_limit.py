"""Lemma 16: activation vectors of steep neurons, in the limit, span R^N.

After the layers below every sample has a real number, z_1 < ... < z_N. Neuron k of the wide layer
is sigma(s (z - m_k)) with m_k between z_{k-1} and z_k; for s -> oo its activation vector has the
entry d at samples alpha >= k and c at the others. `offset` is alpha - k. Where d = 0 the neurons
sigma(s (m_k - z)) do the same with c and d exchanged: so let `high` be an end that is not 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from proofcheck.core import Assumptions, Outcome
from proofcheck.symbolic.claims import Formulas
from proofcheck.symbolic.positivity import decide_positive
from proofcheck.symbolic.residue import decide_zeros

low, high = sympy.symbols("low high")
i = sympy.Symbol("i", integer=True, positive=True)
OFFSETS = {"far left": -i, "diagonal": sympy.Integer(0), "next": sympy.Integer(1), "right": 1 + i}
"""All places of a sample alpha relative to row k, and to row k + 1."""

Entry = Callable[[Any], Any]


def step_entry(offset: Any) -> Any:
    """Return the entry of the limit at alpha = k + offset."""
    return high if sympy.Ge(offset, 0) == sympy.true else low


def _entry(claim: Formulas, assume: Assumptions) -> Entry:
    """Return the claimed entry; without biases all thresholds are 0 and all rows alike."""
    return claim["entry"] if assume("biases") else (lambda _: high)


def unit_vectors(claim: Formulas, assume: Assumptions) -> Outcome:
    """Combine rows k and k + 1 into the k-th unit vector, at every place of a sample."""
    entry = _entry(claim, assume)
    residues = {}
    for name, offset in OFFSETS.items():
        difference = entry(offset) - entry(offset - 1)
        unit = sympy.Integer(1 if offset == 0 else 0)
        residues[name] = claim["share"](difference) - unit
    return decide_zeros(residues)


def last_unit_vector(claim: Formulas, assume: Assumptions) -> Outcome:
    """Combine row N with the unit vectors k < N; it is missing with fewer than N neurons."""
    entry = _entry(claim, assume) if assume("wide") else (lambda _: sympy.Integer(0))
    others = {"far left": entry(-i) - claim["subtracted"], "diagonal": entry(sympy.Integer(0))}
    return decide_zeros(
        {
            "far left": others["far left"] / high,
            "diagonal": others["diagonal"] / high - 1,
        }
    )


def with_the_constant(claim: Formulas) -> Formulas:
    """Combine row N with the constant vector: no end has to differ from 0, N - 1 neurons do."""
    row = {"far left": step_entry(-i), "diagonal": step_entry(sympy.Integer(0))}
    return {
        "last, far left": claim["share"](row["far left"] - claim["constant"]),
        "last, diagonal": claim["share"](row["diagonal"] - claim["constant"]) - 1,
        "first row": high - claim["first row"] * 1,
    }


gap, bound, beyond = (
    sympy.Symbol("z-m", positive=True),
    sympy.Symbol("t0", positive=True),
    sympy.Symbol("beyond", nonnegative=True),
)


def steep_enough(claim: Formulas) -> Formulas:
    """Compare s (z - m) with t0, sigma(t0) being as near to d as wanted: s grows from a bound."""
    s = claim["steepness"](bound, gap) + beyond
    return {"above t0": s * gap - bound, "below -t0": -(s * (-gap)) - bound}


def distinct_directions(claim: Formulas, assume: Assumptions) -> Outcome:
    """Evaluate v.(x_alpha - x_beta) at v = x_alpha - x_beta: positive where the inputs differ."""
    first = (
        sympy.Symbol("d1", positive=True)
        if assume("distinct")
        else sympy.Symbol("d1", nonnegative=True)
    )
    second = sympy.Symbol("d2", nonnegative=True)
    v = claim["direction"](first, second)
    return decide_positive({"v.d": v[0] * first + v[1] * second})


epsilon, distance, theta = sympy.symbols("epsilon |w°-w| g", positive=True)


def near_the_start(claim: Formulas) -> Formulas:
    """Compare |s (w° - w)| with epsilon for the claimed bound of s, any s below it."""
    s = claim["bound"](epsilon, distance) / (1 + theta)
    return {"s": s, "epsilon - |w' - w|": epsilon - s * distance}
