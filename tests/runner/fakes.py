"""Small statements that really run: sums of integers, drawn by a family that can be steered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from proofcheck.core import (
    Budget,
    Derivation,
    Family,
    Hypothesis,
    Mutant,
    Record,
    Sampling,
    Scope,
    Statement,
    Step,
    Verdict,
    holds,
    refuted,
)
from proofcheck.runner.discovery import Library
from proofcheck.runner.engine import run

BUDGET = Budget(digits=20, examples=12, seed=0)
EVERYWHERE = Scope()


@dataclass(frozen=True)
class Sum:
    """Two integers; `met` says which hypotheses they meet."""

    x: int
    y: int
    met: dict[str, Verdict] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the integers."""
        return {"x": self.x, "y": self.y}


def draw_sum(choices: Any, region: str, digits: int) -> Sum:
    """Return two integers; in the region "equal" they are equal; "even" holds where x is even."""
    x = choices.integer(-9, 9)
    y = x if region == "equal" else choices.integer(-9, 9)
    even = Verdict.REFUTED if x % 2 else Verdict.HOLDS
    return Sum(x, y, {"even": even, "any": Verdict.HOLDS}, (region,))


SUMS = Family("sums", ("generic", "equal"), draw_sum)


def right(x: Any, y: Any) -> Any:
    """Return the sum."""
    return x + y


def wrong(x: Any, y: Any) -> Any:
    """Return a difference, which is the sum for y = 0 only."""
    return x - y


def doubled(x: Any, y: Any) -> Any:
    """Return 2 x, which is the sum in the region "equal"."""
    return 2 * x + 0 * y


def compare(one: Sum, claim: Callable[[int, int], int]) -> Any:
    """Compare the claim with the sum."""
    if claim(one.x, one.y) == one.x + one.y:
        return holds("equal")
    return refuted(f"{claim(one.x, one.y)} is not {one.x + one.y}", confirmed_by="counting")


def derive(claim: Callable[[int, int], int], assume: Callable[[str], bool]) -> Any:
    """Compare the claim with the sum at two points, which decides for linear claims."""
    differences = [claim(x, y) - (x + y) for x, y in ((1, 0), (0, 1))]
    if any(differences):
        return refuted(f"differences {differences}", confirmed_by="counting")
    return holds("no difference")


DERIVATION = Derivation(derive, EVERYWHERE)
SAMPLING = Sampling(SUMS, compare, EVERYWHERE)
WRONG = Mutant("minus", "a sign", lambda claim: wrong)
DOUBLED = Mutant("doubled", "2 x", lambda claim: doubled)
EVEN = Hypothesis("even", "x is even", 1)


def a_step(*checks: Any, name: str = "sum", formula: Any = right, **fields: Any) -> Step:
    """Return a step with these checks, with the two mutants unless others are given."""
    return Step(
        name, "x + y", 1, checks, formula=formula, **{"mutants": (WRONG, DOUBLED), **fields}
    )


def a_statement(*steps: Step, name: str = "lemma-sum", **fields: Any) -> Statement:
    """Return a statement with these steps."""
    return Statement(name, "Sums", 1, "x + y", steps, **fields)


def checked(statement: Statement, budget: Budget = BUDGET, until: float | None = None) -> Record:
    """Return the record of one statement, run in this process."""
    library = Library({statement.id: statement})
    return run(library, (statement.id,), budget, until=until).records[statement.id]


def checked_step(*checks: Any, budget: Budget = BUDGET, **fields: Any) -> Record:
    """Return the record of a statement with one step "sum" and these checks."""
    hypotheses = fields.pop("hypotheses", ())
    return checked(a_statement(a_step(*checks, **fields), hypotheses=hypotheses), budget)
