"""Checks: the ways in which a step of a proof gets evidence.

A check never decides what its evidence is worth: it returns an `Outcome`, and the ledger weighs it.
The same check is run on the claim and, unchanged, on every mutant of the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

from proofcheck.core.errors import StatementError
from proofcheck.core.evidence import Kind, Outcome
from proofcheck.core.exactness import refuse_float
from proofcheck.core.parts import refuse_blank, refuse_wrong, refuse_wrong_items
from proofcheck.core.scope import Scope
from proofcheck.core.verdict import Verdict


class Assumptions:
    """The hypotheses a derivation may use, and a record of those that it asked for.

    A derivation uses a hypothesis only by calling `assume("id")`. What is never asked for was not
    used; what was asked for is ablated by the engine to see whether the derivation then fails.

    >>> assume = Assumptions({"critical"})
    >>> assume("critical"), assume("isolated"), sorted(assume.asked)
    (True, False, ['critical', 'isolated'])
    """

    def __init__(self, available: set[str] | frozenset[str]) -> None:
        self.available = frozenset(available)
        self.asked: set[str] = set()

    def __call__(self, hypothesis: str) -> bool:
        """Return whether the hypothesis may be used, and record the question."""
        self.asked.add(hypothesis)
        return hypothesis in self.available


def name_of(function: Callable[..., Any]) -> str:
    """Return the name of a function, or of what a partial application wraps.

    >>> from functools import partial
    >>> name_of(partial(print, "x"))
    'print'
    """
    inner = getattr(function, "func", function)
    return str(getattr(inner, "__name__", type(inner).__name__))


@dataclass(frozen=True)
class Budget:
    """What a check may spend: decimal digits, number of examples, and the seed.

    >>> Budget(digits=50, examples=200, seed=0).digits
    50
    """

    digits: int
    examples: int
    seed: int


@dataclass(frozen=True)
class Derivation:
    """A symbolic check: `run(claim, assume)` proves or refutes the claim for its whole scope.

    >>> from proofcheck.core import holds, scope
    >>> def square(claim, assume):
    ...     return holds("x^2 >= 0 for every x")
    >>> check = Derivation(square, scope())
    >>> check.name, check.kind
    ('square', <Kind.DERIVED: 'derived'>)
    """

    run: Callable[[Any, Assumptions], Outcome]
    scope: Scope
    kind: Kind = field(default=Kind.DERIVED, init=False)

    def __post_init__(self) -> None:
        refuse_wrong(self, run=Callable, scope=Scope)  # type: ignore[arg-type]
        refuse_float(f"derivation {self.name}", self.run)

    @property
    def name(self) -> str:
        """The name of the deriving function."""
        return name_of(self.run)


@dataclass(frozen=True)
class Computation:
    """A check on exactly stated data: `run(budget, claim)`; its kind is exact or certified.

    >>> from proofcheck.core import holds, instances, refuted
    >>> def count(budget, claim):
    ...     return holds("2") if claim == 2 else refuted("not 2", confirmed_by="by hand")
    >>> check = Computation(count, instances("one and one"), Kind.EXACT)
    >>> check.run(Budget(50, 0, 0), 3).verdict
    <Verdict.REFUTED: 'refuted'>
    """

    run: Callable[[Budget, Any], Outcome]
    scope: Scope
    kind: Kind

    def __post_init__(self) -> None:
        refuse_wrong(self, run=Callable, scope=Scope)  # type: ignore[arg-type]
        if self.kind not in (Kind.EXACT, Kind.CERTIFIED):
            raise StatementError(
                f"kind of the computation {self.name}",
                given=str(getattr(self.kind, "value", self.kind)),
                admissible="exact or certified: a computation shows stated data and no more",
                repair="write Kind.EXACT or Kind.CERTIFIED, or write a Derivation",
            )

    @property
    def name(self) -> str:
        """The name of the computing function."""
        return name_of(self.run)


class Choices(Protocol):
    """A source of choices for drawing instances; seeded here, Hypothesis in property tests.

    >>> def draw(choices: Choices) -> Fraction:
    ...     return choices.fraction(-1, 1, 4)
    >>> from proofcheck.search.choices import SeededChoices
    >>> draw(SeededChoices(0, "shares", 1))
    Fraction(3, 4)
    """

    def integer(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included."""

    def pick(self, options: Any) -> Any:
        """Return one of the options."""

    def fraction(self, low: int | Fraction, high: int | Fraction, denominator: int) -> Fraction:
        """Return a fraction k/denominator from low to high, both included."""

    def shuffle(self, options: Any) -> list[Any]:
        """Return the options as a list in a chosen order."""


class Instance(Protocol):
    """A drawn instance: it knows which hypotheses it meets and how to write itself down.

    >>> point: Instance = Values({"x": 2}, met={"even": Verdict.HOLDS}, labels=("small",))
    >>> point.met["even"], point.labels, point.to_json()
    (<Verdict.HOLDS: 'holds'>, ('small',), {'x': '2'})
    """

    @property
    def met(self) -> Mapping[str, Verdict]:
        """Hypothesis id -> verdict on this instance."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the regions in which it lies."""

    def to_json(self) -> dict[str, Any]:
        """Return the instance with exact values."""


@dataclass(frozen=True)
class Values:
    """An instance that is nothing but named exact values.

    >>> point = Values({"x": Fraction(1, 3)}, met={"positive": Verdict.HOLDS})
    >>> point["x"], point.to_json()
    (Fraction(1, 3), {'x': '1/3'})
    """

    values: Mapping[str, Any]
    met: Mapping[str, Verdict] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_wrong(self, values=Mapping, met=Mapping)
        refuse_wrong_items(self, labels=str)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def to_json(self) -> dict[str, Any]:
        """Return the values as text."""
        return {name: str(value) for name, value in self.values.items()}


@dataclass(frozen=True)
class Family:
    """A family of random instances: `draw(choices, region, digits)` for each named region in turn.

    Regions are visited round robin, so that every region is reached as often as any other.

    >>> Family("shares", ("inside", "outside"), draw=lambda choices, region, digits: None).regions
    ('inside', 'outside')
    """

    name: str
    regions: tuple[str, ...]
    draw: Callable[[Choices, str, int], Instance]

    def __post_init__(self) -> None:
        refuse_wrong(self, name=str, draw=Callable)  # type: ignore[arg-type]
        refuse_wrong_items(self, regions=str)
        object.__setattr__(self, "regions", tuple(self.regions))
        if not self.regions:
            raise StatementError(
                f"regions of the family {self.name!r}",
                given="none",
                admissible="at least one name",
                repair='write regions=("generic",)',
            )


@dataclass(frozen=True)
class Sampling:
    """A check on random instances: `test(instance, claim)` is run on each that meets what is asked.

    `only` limits the test to the labels or regions where it says something.

    >>> from proofcheck.core import holds, scope
    >>> def positive(point, claim):
    ...     return holds("1 > 0")
    >>> shares = Family("shares", ("inside",), lambda choices, region, digits: Values({"x": 1}))
    >>> check = Sampling(shares, positive, scope(), only=("inside",))
    >>> check.name, check.kind
    ('positive', <Kind.SAMPLED: 'sampled'>)
    """

    family: Family
    test: Callable[[Any, Any], Outcome]
    scope: Scope
    only: tuple[str, ...] | None = None
    kind: Kind = field(default=Kind.SAMPLED, init=False)

    def __post_init__(self) -> None:
        refuse_wrong(self, family=Family, test=Callable, scope=Scope)  # type: ignore[arg-type]
        if self.only is not None:
            refuse_wrong_items(self, only=str)

    @property
    def name(self) -> str:
        """The name of the testing function."""
        return name_of(self.test)


@dataclass(frozen=True)
class Citation:
    """Belief in the literature, with its reference.

    >>> from proofcheck.core import scope
    >>> Citation("Nguyen and Hein 2017, Lemma 4.3", scope()).name
    'Nguyen and Hein 2017, Lemma 4.3'
    """

    reference: str
    scope: Scope
    kind: Kind = field(default=Kind.CITED, init=False)

    def __post_init__(self) -> None:
        refuse_wrong(self, reference=str, scope=Scope)
        refuse_blank(self, "reference")

    @property
    def name(self) -> str:
        """The reference."""
        return self.reference


Check = Derivation | Computation | Sampling | Citation
