"""The report of a campaign, and what it amounts to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from campaigns.operator_mutants.campaign import Result
from campaigns.operator_mutants.reasons import Key, Reason, key, needless

WANTED = 95


@dataclass(frozen=True)
class Score:
    """How many mutants there are, and what became of them.

    `equivalent` counts the survivors that are proved to change nothing; they are not killed.
    """

    total: int
    killed: int
    out_of_time: int
    equivalent: int

    @property
    def percent(self) -> float:
        """The share of all mutants that is killed."""
        return 100 * self.killed / self.total if self.total else 0.0

    @property
    def percent_of_inequivalent(self) -> float:
        """The share of those mutants that is killed which change anything."""
        others = self.total - self.equivalent
        return 100 * self.killed / others if others else 0.0


def score(results: Sequence[Result], reasons: Mapping[Key, Reason]) -> Score:
    """Return what a campaign amounts to."""
    given = [reasons.get(key(result.mutant)) for result in survivors(results)]
    return Score(
        total=len(results),
        killed=sum(result.killed for result in results),
        out_of_time=sum(result.out_of_time for result in results),
        equivalent=sum(reason is not None and reason.kind == "equivalent" for reason in given),
    )


def succeeded(results: Sequence[Result], reasons: Mapping[Key, Reason]) -> bool:
    """Return whether 95 % of all mutants are killed and every survivor has a reason."""
    unexplained = [r for r in survivors(results) if key(r.mutant) not in reasons]
    return score(results, reasons).percent >= WANTED and not unexplained


def survivors(results: Sequence[Result]) -> list[Result]:
    """Return the results that nothing noticed, although every rung ended."""
    return [result for result in results if not result.killed and not result.out_of_time]


def area(result: Result) -> str:
    """Return the folder of a mutant."""
    return result.mutant.file.rpartition("/")[0]


def way(result: Result) -> str:
    """Return the rung that noticed a killed mutant, and how."""
    return f"{result.killed_by}: {result.how}"


def grouped(
    results: Sequence[Result], group: Callable[[Result], str]
) -> Iterator[tuple[str, list[Result]]]:
    """Return the groups by name, in alphabetical order."""
    for name in sorted({group(result) for result in results}):
        yield name, [result for result in results if group(result) == name]


def lines(results: Sequence[Result], reasons: Mapping[Key, Reason]) -> Iterator[str]:
    """Return the report: by kind, by file, by what noticed, and every survivor with its reason."""
    yield from _table("kind", results, lambda r: r.mutant.kind)
    yield from _table("file", results, lambda r: r.mutant.file)
    yield "noticed by"
    for name, members in grouped([r for r in results if r.killed], way):
        yield f"  {name:<48}{len(members):>8}"
    yield ""
    yield from [f"out of time: {r.mutant.id}" for r in results if r.out_of_time]
    for result in survivors(results):
        yield from _survivor(result, reasons)
    for mutant in needless(reasons, [r.mutant for r in results if r.killed]):
        yield f"killed, although a reason is given for its survival: {mutant.id}"
    yield from _last_lines(score(results, reasons))


def _last_lines(found: Score) -> Iterator[str]:
    killed = f"{found.killed} of {found.total} killed"
    yield f"{killed} ({found.percent:.1f} %; {WANTED} % wanted), {found.out_of_time} out of time"
    others = f"{found.total - found.equivalent} not proved equivalent"
    yield f"{found.killed} of {others} killed ({found.percent_of_inequivalent:.1f} %)"


def _table(title: str, results: Sequence[Result], group: Callable[[Result], str]) -> Iterator[str]:
    yield f"{title:<50}{'killed':>8}{'of':>6}"
    for name, members in grouped(results, group):
        yield f"  {name:<48}{sum(r.killed for r in members):>8}{len(members):>6}"
    yield ""


def _survivor(result: Result, reasons: Mapping[Key, Reason]) -> Iterator[str]:
    mutant, reason = result.mutant, reasons.get(key(result.mutant))
    yield f"survives: {mutant.id}  (in {mutant.where or 'the module'})"
    yield f"  - {mutant.before}"
    yield f"  + {mutant.after}"
    yield f"  {reason.kind}: {reason.text}" if reason else "  NO REASON GIVEN"
