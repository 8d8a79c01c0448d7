"""Sums over samples, for any number of samples and any data.

A sum over samples is linear, so it is known once its values on monomials are: `sample_sum` writes
it in the moments SUM(1) = N, SUM(y), SUM(y^2), ... An identity between moments that holds for free
symbols holds for all N and all data. One that fails is refuted on stated samples.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.core import (
    Assumptions,
    Cause,
    Derivation,
    Outcome,
    Scope,
    Verdict,
    holds,
    refuted,
    undecided,
)
from proofcheck.symbolic.residue import decide_zero

SUM = sympy.Function("SUM")
"""SUM(monomial): the sum over the samples."""

N = SUM(sympy.Integer(1))
"""The number of samples."""

LARGEST = 5
"""A false identity is looked at on 1 to this many samples."""


def sample_sum(summand: sympy.Expr, *varying: sympy.Symbol) -> sympy.Expr:
    """Return the sum over samples of a polynomial in the symbols that vary with the sample.

    >>> y, c = sympy.symbols("y c")
    >>> sample_sum((c - y) ** 2, y)
    c**2*SUM(1) - 2*c*SUM(y) + SUM(y**2)
    """
    terms = sympy.Poly(sympy.expand(summand), *varying).terms()
    return sympy.Add(*(factor * SUM(_monomial(varying, powers)) for powers, factor in terms))


def _monomial(varying: tuple[sympy.Symbol, ...], powers: tuple[int, ...]) -> sympy.Expr:
    return sympy.Mul(*(v**p for v, p in zip(varying, powers, strict=True)))


def decide_sums(residues: Mapping[str, sympy.Expr]) -> Outcome:
    """Return whether all named residues vanish for every number of samples and all data.

    >>> y = sympy.Symbol("y")
    >>> decide_sums({"wrong": SUM(y**2) - SUM(y) ** 2 / N}).detail
    'wrong is 1/2 at samples y = 2, 3'
    """
    if not residues:
        return undecided(Cause.VACUOUS, "there is no residue to decide")
    for name, residue in residues.items():
        outcome = _decide(sympy.sympify(residue), name)
        if outcome.verdict is not Verdict.HOLDS:
            return outcome
    return holds(f"all {len(residues)} residues are identically 0, for all numbers of samples")


def sum_identities(residues: Callable[[Any], Mapping[str, Any]], scope: Scope) -> Derivation:
    """Return the derivation that all residues of the claim vanish, without any hypothesis."""

    def run(claim: Any, _: Assumptions) -> Outcome:
        return decide_sums(residues(claim))

    run.__name__ = getattr(residues, "__name__", "sum_identities")
    return Derivation(run, scope)


def _decide(residue: sympy.Expr, what: str) -> Outcome:
    moments = sorted(residue.atoms(SUM), key=str)
    named = {moment: sympy.Symbol(f"moment_{k}") for k, moment in enumerate(moments)}
    outcome = decide_zero(residue.xreplace(named), what)
    if outcome.verdict is not Verdict.REFUTED:
        return outcome
    for count in range(1, LARGEST + 1):
        on_samples = _refute_on(residue, named, count, what)
        if on_samples is not None:
            return on_samples
    return undecided(Cause.NOT_APPLICABLE, f"{what} is 0 on the test samples, not identically")


def _refute_on(
    residue: sympy.Expr, named: Mapping[Any, sympy.Symbol], count: int, what: str
) -> Outcome | None:
    varying = sorted({s for m in named for s in m.free_symbols}, key=str)
    fixed = sorted(residue.xreplace(named).free_symbols - set(named.values()), key=str)
    samples = [
        {s: _prime(i + len(varying) * k) for i, s in enumerate(varying)} for k in range(count)
    ]
    constants = {s: _prime(len(varying) * LARGEST + i) for i, s in enumerate(fixed)}
    sums = {m: sympy.Add(*(m.args[0].subs(sample) for sample in samples)) for m in named}
    value = residue.xreplace(sums).subs(constants)
    if not value.is_Rational or value == 0:
        return None
    again = _in_fractions(residue, named, samples, constants)
    data = {str(s): [sample[s] for sample in samples] for s in varying}
    shown = [f"samples {s} = {', '.join(map(str, values))}" for s, values in data.items()]
    shown += [f"{s} = {number}" for s, number in constants.items()]
    return refuted(
        f"{what} is {value} at {'; '.join(shown) or f'{count} samples'}",
        confirmed_by="sums in Python fractions" if again == Fraction(int(value.p), value.q) else "",
        witness={**data, **{str(s): number for s, number in constants.items()}},
    )


def _prime(index: int) -> int:
    return int(sympy.prime(index + 1))


def _in_fractions(
    residue: sympy.Expr,
    named: Mapping[Any, sympy.Symbol],
    samples: list[dict[sympy.Symbol, int]],
    constants: Mapping[sympy.Symbol, int],
) -> Any:
    """Return the residue by Python's own arithmetic."""
    sums = {}
    for moment, name in named.items():
        symbols = sorted(moment.free_symbols, key=str)
        term = sympy.lambdify(symbols, moment.args[0], modules=[])
        sums[name] = sum(Fraction(term(*(sample[s] for s in symbols))) for sample in samples)
    values = {**sums, **{s: Fraction(number) for s, number in constants.items()}}
    parts = sympy.fraction(sympy.together(residue.xreplace(named)))
    above, below = (sympy.lambdify(list(values), part, modules=[]) for part in parts)
    return Fraction(above(*values.values())) / Fraction(below(*values.values()))
