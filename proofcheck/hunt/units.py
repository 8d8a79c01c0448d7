"""Units of a hunt: the parts of its work, each done by itself, in any process, on any machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass

from proofcheck.core import Budget, Citation, Statement
from proofcheck.hunt.cases import Case, Spot, make_case
from proofcheck.hunt.generated import with_generated
from proofcheck.hunt.reading import parts_read
from proofcheck.runner.guard import TimeUp, past
from proofcheck.runner.loading import ModuleRef, load
from proofcheck.runner.proving import Proof, Proved, proofs, prove
from proofcheck.runner.sampling import Alive, Slice, sample


@dataclass(frozen=True)
class Look:
    """Find out which parts of its formula the checks of a step read."""

    step: str


@dataclass(frozen=True)
class Looked:
    """What the checks of a step read: pairs of a check and its parts."""

    step: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Sample:
    """Test the claims on the instances from start to stop (excluded)."""

    start: int
    stop: int


@dataclass(frozen=True)
class Attack:
    """Test the mutants on the instances from start to stop; these are dead already."""

    start: int
    stop: int
    dead: tuple[str, ...] = ()
    proven: tuple[tuple[str, str], ...] = ()


Work = Look | Proof | Sample | Attack | Spot
Result = Looked | Proved | Slice | Case


@dataclass(frozen=True)
class Unit:
    """One part of the work on a statement, which knows how to be found again."""

    statement: str
    work: Work
    generated: bool

    @property
    def key(self) -> str:
        """The name under which its result is stored."""
        work = self.work
        if isinstance(work, Look):
            return f"look {work.step}"
        if isinstance(work, Proof):
            return f"proof {work.step} {work.check} {work.mutant or ''}".strip()
        if isinstance(work, Spot):
            return f"case {work.key} {work.check} {work.index}"
        return f"{type(work).__name__.lower()} {work.start} {work.stop}"


@dataclass(frozen=True)
class Done:
    """A unit with its result, `None` where time cut it short, and the seconds it took."""

    unit: Unit
    result: Result | None
    seconds: float


def looks(statement: Statement) -> Iterator[Look]:
    """Return one look at every step that has generated mutants and checks to kill them."""
    for step in statement.steps:
        if any(not isinstance(check, Citation) for check in step.checks) and step.mutants:
            yield Look(step.id)


def proofs_of(statement: Statement, claims: bool, mutants: bool) -> Iterator[Proof]:
    """Return the derivations and computations, on the claims, on the mutants, or on both."""
    for proof in proofs(statement):
        if claims if proof.mutant is None else mutants:
            yield proof


def load_all(refs: Iterable[ModuleRef]) -> None:
    """Load modules into this process, which keeps them for the units that follow."""
    for ref in refs:
        load(ref)


def run_unit(ref: ModuleRef, unit: Unit, budget: Budget, until: float | None = None) -> Done:
    """Return the unit with its result, for a process that has to load the module first."""
    statement = next(s for s in load(ref) if s.id == unit.statement)
    return execute_unit(statement, unit, budget, until)


def execute_unit(statement: Statement, unit: Unit, budget: Budget, until: float | None) -> Done:
    """Return the unit with its result; what its checks print goes to standard error."""
    started = time.perf_counter()
    whole = with_generated(statement) if unit.generated else statement
    with redirect_stdout(sys.stderr):
        result = None if past(until) else _result(whole, unit.work, budget, until)
    return Done(unit, result, time.perf_counter() - started)


def _result(statement: Statement, work: Work, budget: Budget, until: float | None) -> Result | None:
    if isinstance(work, Look):
        parts = parts_read(statement, statement.step(work.step), budget, until)
        return None if past(until) else Looked(work.step, tuple(sorted(parts.items())))
    if isinstance(work, Proof):
        proved = prove(statement, work, budget, until)
        return None if past(until) else proved
    if isinstance(work, Spot):
        return _case(statement, work, budget, until)
    found = _sampled(statement, work, budget, until)
    return found if found.visited == work.stop - work.start else None


def _case(statement: Statement, spot: Spot, budget: Budget, until: float | None) -> Case | None:
    try:
        case = make_case(statement, spot, budget, until)
    except TimeUp:
        return None
    return None if past(until) else case


def _sampled(
    statement: Statement, work: Sample | Attack, budget: Budget, until: float | None
) -> Slice:
    start, stop = work.start, work.stop
    if isinstance(work, Sample):
        return sample(
            statement, budget, start, stop, until, wanted=lambda pair: pair.mutant is None
        )
    alive = Alive(work.dead, work.proven)
    return sample(
        statement, budget, start, stop, until, wanted=lambda p: p.mutant is not None, alive=alive
    )
