"""Reading: which parts of a step's formula its checks look at.

Statements share formulas between steps. What no check of a step reads belongs to another step,
and changing it is no false variant of this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from proofcheck.core import (
    Assumptions,
    Budget,
    Citation,
    Computation,
    Derivation,
    Sampling,
    Statement,
    Step,
)
from proofcheck.hunt.changes import spelled
from proofcheck.runner.guard import guarded
from proofcheck.runner.naming import may_assume, named_checks
from proofcheck.runner.sampling import draw

LOOKS = 6
"""So many instances are looked at before a sampled check is said not to read a part."""


class Reading(dict[Any, Any]):
    """A formula that remembers which of its parts were read.

    Who copies it, as in `{**claim}` or `f(**claim)`, reads all of it.

    >>> claim = Reading({"a": 1, "b": 2})
    >>> claim["a"], sorted(claim.read)
    (1, ['a'])
    """

    def __init__(self, formula: Mapping[Any, Any]) -> None:
        super().__init__(formula)
        self.read: set[Any] = set()

    def __getitem__(self, key: Any) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """Return a part, and remember it."""
        self.read.add(key)
        return super().get(key, default)

    def __iter__(self) -> Iterator[Any]:
        """Return the names; Python then copies by asking for each part."""
        return super().__iter__()

    def items(self) -> Any:
        """Return all parts, and remember them."""
        self.read.update(self)
        return super().items()

    def values(self) -> Any:
        """Return all parts, and remember them."""
        self.read.update(self)
        return super().values()

    def copy(self) -> dict[Any, Any]:
        """Return all parts, and remember them."""
        return dict(self.items())

    def pop(self, key: Any, *default: Any) -> Any:
        """Return a part without it, and remember it."""
        self.read.add(key)
        return super().pop(key, *default)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """Return a part, and remember it."""
        self.read.add(key)
        return super().setdefault(key, default)

    def __or__(self, other: Any) -> Any:
        """Return all parts with others, and remember them."""
        return self.copy() | other

    def __ror__(self, other: Any) -> Any:
        """Return others with all parts, and remember them."""
        return other | self.copy()

    def __eq__(self, other: object) -> bool:
        """Compare all parts, and remember them."""
        return self.copy() == other

    __hash__ = None


def parts_read(
    statement: Statement, step: Step, budget: Budget, until: float | None = None
) -> dict[str, tuple[str, ...]]:
    """Return, by the name of each check, the parts of the formula that it reads.

    Where the formula is no mapping it is one part without a name, which every check reads.
    """
    return {
        f"{check.kind.value} {name}": tuple(sorted(_read_by(statement, step, check, budget, until)))
        for name, check in named_checks(step)
        if not isinstance(check, Citation)
    }


def _read_by(
    statement: Statement, step: Step, check: Any, budget: Budget, until: float | None
) -> Iterator[str]:
    if not isinstance(step.formula, Mapping):
        yield ""
        return
    claim = Reading(step.formula)
    if isinstance(check, Derivation):
        assume = Assumptions(may_assume(statement, step))
        guarded(lambda: check.run(claim, assume), until)
    elif isinstance(check, Computation):
        guarded(lambda: check.run(budget, claim), until)
    else:
        _look(statement, step, check, budget, claim, until)
    yield from map(spelled, claim.read)


def _look(
    statement: Statement,
    step: Step,
    check: Sampling,
    budget: Budget,
    claim: Reading,
    until: float | None,
) -> None:
    for index in range(LOOKS):
        drawn = draw(check.family, index, budget, list(statement.required(step)), until)
        if drawn is not None and not drawn.failure:
            guarded(partial(check.test, drawn.instance, claim), until)
