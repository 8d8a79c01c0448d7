"""Inferences that put earlier results together: premises and a claim, over truth values.

A step that only composes lemmas says: whenever these premises are true, the claim is. SymPy looks
for an assignment that makes the premises true and the claim false; none means that the inference
is valid, and one refutes it, evaluated once more by Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue, Equivalent, Implies, Not, Or
from sympy.logic.inference import satisfiable

from proofcheck.core import Cause, Outcome, holds, refuted, undecided


def decide_entailment(premises: Mapping[str, Any], claim: Any) -> Outcome:
    """Return whether the named premises entail the claim, for all truth values.

    Premises that contradict each other entail everything: undecided, vacuous.

    >>> p, q = sympy.symbols("p q")
    >>> decide_entailment({"lemma": Implies(p, q), "case": p}, q).detail
    'the claim follows from 2 premises'
    >>> decide_entailment({"lemma": Implies(p, q)}, q).detail
    'the premises hold and the claim fails for p=False, q=False'
    """
    together = And(*premises.values())
    if satisfiable(together) is False:
        return undecided(Cause.VACUOUS, "the premises contradict each other")
    found = satisfiable(And(together, Not(claim)))
    if found is False:
        return holds(f"the claim follows from {len(premises)} premises")
    atoms = sorted(And(together, Not(claim)).atoms(sympy.Symbol), key=str)
    world = {atom: bool(found.get(atom, False)) for atom in atoms}
    premises_hold = all(_truth(premise, world) for premise in premises.values())
    agrees = premises_hold and not _truth(claim, world)
    shown = ", ".join(f"{atom}={value}" for atom, value in world.items())
    return refuted(
        f"the premises hold and the claim fails for {shown}",
        confirmed_by="truth values in Python" if agrees else "",
        witness={str(atom): value for atom, value in world.items()},
    )


def _truth(formula: Any, world: Mapping[sympy.Symbol, bool]) -> bool:
    """Return the truth value, by recursion over the formula."""
    if isinstance(formula, sympy.Symbol):
        return world[formula]
    if isinstance(formula, BooleanTrue | BooleanFalse):
        return isinstance(formula, BooleanTrue)
    parts = [_truth(part, world) for part in formula.args]
    if isinstance(formula, Not):
        return not parts[0]
    if isinstance(formula, And | Or):
        return all(parts) if isinstance(formula, And) else any(parts)
    if isinstance(formula, Implies):
        return parts[1] or not parts[0]
    if isinstance(formula, Equivalent):
        return len(set(parts)) == 1
    raise TypeError(f"no truth value for {type(formula).__name__}")
