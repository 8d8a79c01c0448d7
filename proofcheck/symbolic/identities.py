"""Derivations that are nothing but identities: a function from the claim to residues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sympy.matrices.expressions import MatrixExpr

from proofcheck.core import Assumptions, Derivation, Outcome, Scope
from proofcheck.symbolic.matrices import decide_matrices_zero
from proofcheck.symbolic.residue import decide_zeros


def identities(residues: Callable[[Any], Mapping[str, Any]], scope: Scope) -> Derivation:
    """Return the derivation that all residues of the claim vanish, without any hypothesis.

    `residues` maps the claim to named differences: scalars, or matrices of symbolic size.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> square = identities(lambda claim: {"square": x * x - claim}, Scope())
    >>> square.run(x**2, Assumptions(set())).detail
    'all 1 residues are identically 0'
    """

    def run(claim: Any, _: Assumptions) -> Outcome:
        return decide_all(residues(claim))

    run.__name__ = getattr(residues, "__name__", "identities")
    return Derivation(run, scope)


def decide_all(residues: Mapping[str, Any]) -> Outcome:
    """Return whether all residues, scalars and matrices, vanish.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> decide_all({"square": (x + 1) ** 2 - x**2 - 2 * x - 1}).verdict
    <Verdict.HOLDS: 'holds'>
    >>> decide_all({}).cause
    <Cause.VACUOUS: 'vacuous'>
    """
    matrices = {name: r for name, r in residues.items() if isinstance(r, MatrixExpr)}
    scalars = {name: r for name, r in residues.items() if name not in matrices}
    if not matrices:
        return decide_zeros(scalars)
    outcome = decide_matrices_zero(matrices)
    if scalars and outcome.cause is None and not outcome.confirmed_by:
        return decide_zeros(scalars)
    return outcome
