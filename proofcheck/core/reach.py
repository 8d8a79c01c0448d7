"""Reach: what evidence of some kind and scope can show about a claim of some scope."""

from __future__ import annotations

from proofcheck.core.evidence import Kind
from proofcheck.core.scope import Scope
from proofcheck.core.status import Status

SETTLING = {Kind.DERIVED, Kind.KERNEL}
INSTANCES = {Kind.EXACT, Kind.CERTIFIED}


def worth(kind: Kind, scope: Scope, claimed: Scope, *, existential: bool) -> Status:
    """Return the status that one piece of holding evidence would give a claim alone.

    >>> worth(Kind.EXACT, Scope(), Scope(), existential=False).word
    'undecided'
    """
    if kind in INSTANCES and existential:
        return Status.SETTLED if scope.may_lie_in(claimed) else Status.UNDECIDED
    if not scope.contains(claimed):
        return Status.UNDECIDED
    if kind in SETTLING:
        return Status.SETTLED
    if kind in INSTANCES:
        return Status.UNDECIDED if claimed.instances is None else Status.SETTLED
    return Status.SAMPLED if kind is Kind.SAMPLED else Status.CITED


def can_refute(kind: Kind, scope: Scope, claimed: Scope, *, existential: bool) -> bool:
    """Return whether a confirmed refutation would refute a claim.

    A counterexample refutes what is said of everything, and has to lie in the claim's scope: one
    of a derivation for more may lie outside. Only a proof for the whole scope refutes existence.

    >>> point, everything = Scope(instances=frozenset({"x = 1"})), Scope()
    >>> [can_refute(Kind.EXACT, point, everything, existential=e) for e in (False, True)]
    [True, False]
    """
    if existential:
        return kind in SETTLING and scope.contains(claimed)
    return scope.may_lie_in(claimed)


def can_show_anything(kind: Kind, scope: Scope, claimed: Scope, *, existential: bool) -> bool:
    """Return whether any outcome of such a check would say something about the claim.

    >>> tanh, sigmoid = (Scope(activations=frozenset({name})) for name in ("tanh", "sigmoid"))
    >>> can_show_anything(Kind.SAMPLED, tanh, sigmoid, existential=False)
    False
    """
    supports = worth(kind, scope, claimed, existential=existential) is not Status.UNDECIDED
    return supports or can_refute(kind, scope, claimed, existential=existential)
