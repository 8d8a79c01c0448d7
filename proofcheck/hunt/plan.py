"""Plans: what a hunt does, as settings that decide the result, and the order of its units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from proofcheck.core import Budget, Statement
from proofcheck.hunt.generated import with_generated
from proofcheck.runner.beside import digest
from proofcheck.runner.discovery import Library
from proofcheck.runner.pairs import pairs_of
from proofcheck.runner.sources import source_key

STRIDE = 6
"""So many instances of each family make one unit."""
ROUNDS = 2
"""How often a mutant meets each region before it is said to survive."""
CALLS_FOR_A_CLAIM, CALLS_FOR_A_MUTANT = 400, 24
"""How many smaller instances are tried for a counterexample."""


class Mode(Enum):
    """What is hunted: the claims, the mutants, or both."""

    STATEMENTS = "statements"
    MUTANTS = "mutants"
    ALL = "all"

    @property
    def claims(self) -> bool:
        """Whether the claims are tested."""
        return self is not Mode.MUTANTS

    @property
    def generated(self) -> bool:
        """Whether the generated mutants are there."""
        return self is not Mode.STATEMENTS


@dataclass(frozen=True)
class Plan:
    """What decides the result of a hunt, besides the sources.

    `examples` is the number of instances in all, shared by the statements; `None` is without end.
    """

    ids: tuple[str, ...]
    mode: Mode
    digits: int = 50
    seed: int = 0
    examples: int | None = None

    @property
    def budget(self) -> Budget:
        """The budget of single checks."""
        return Budget(self.digits, self.examples or 0, self.seed)


def statements_of(library: Library, plan: Plan) -> dict[str, Statement]:
    """Return the statements of a plan, with generated mutants where it has any."""
    found = {name: library.statements[name] for name in plan.ids}
    if not plan.mode.generated:
        return found
    return {name: with_generated(statement) for name, statement in found.items()}


def families_of(statement: Statement) -> int:
    """Return how many instances are drawn for each number of an example."""
    return len({pair.check.family for pair in pairs_of(statement) if pair.mutant is None})


def examples_each(statements: Mapping[str, Statement], plan: Plan) -> int | None:
    """Return how many examples every sampled statement gets; `None` is without end."""
    if plan.examples is None or not plan.mode.claims:
        return None if plan.mode.claims else 0
    families = sum(map(families_of, statements.values()))
    return max(1, plan.examples // families) if families and plan.examples else 0


def attacks_of(statement: Statement) -> int:
    """Return after how many examples a mutant that is alive is said to survive."""
    pairs = [pair for pair in pairs_of(statement) if pair.mutant is not None]
    regions = max((len(pair.check.family.regions) for pair in pairs), default=0)
    return ROUNDS * regions


def campaign_keys(library: Library, plan: Plan) -> dict[str, str]:
    """Return, for each statement, the name under which its results are stored.

    Results count for the same sources, digits, seed and mode, whatever the examples and jobs.
    """
    settings = f"{plan.mode.value} {plan.digits} {plan.seed} {STRIDE}"
    return {name: digest([source_key(library, name), settings]) for name in plan.ids}
