"""Results of units as JSON and back, for the store."""

from __future__ import annotations

from collections import Counter
from typing import Any

from proofcheck.core import Cause, Outcome, Verdict
from proofcheck.hunt.cases import Case
from proofcheck.hunt.units import Looked, Result, Unit
from proofcheck.runner.proving import Proof, Proved
from proofcheck.runner.sampling import Hit, Slice, Tally


def result_to_json(result: Result) -> dict[str, Any]:
    """Return a result as values that JSON can write."""
    if isinstance(result, Looked):
        return {"parts": [[check, list(parts)] for check, parts in result.parts]}
    if isinstance(result, Proved):
        used = dict(result.used)
        return {"outcome": _outcome(result.outcome), "seconds": result.seconds, "used": used}
    if isinstance(result, Case):
        return dict(result.data)
    return _slice(result)


def result_from_json(unit: Unit, data: dict[str, Any]) -> Result:
    """Return the result of a unit that was written.

    Raises:
        KeyError, ValueError, TypeError: the data is no result of such a unit.
    """
    work = unit.work
    if isinstance(work, Proof):
        return Proved(work, _outcome_from(data["outcome"]), data["seconds"], data["used"])
    if "parts" in data:
        parts = tuple((check, tuple(names)) for check, names in data["parts"])
        return Looked(work.step, parts)  # type: ignore[union-attr]
    return Case(data) if "schema" in data else _slice_from(data)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "verdict": outcome.verdict.value,
        "detail": outcome.detail,
        "cause": None if outcome.cause is None else outcome.cause.value,
        "confirmed_by": outcome.confirmed_by,
        "witness": None if outcome.witness is None else dict(outcome.witness),
        "samples": outcome.samples,
        "digits": outcome.digits,
        "sides": None if outcome.sides is None else list(outcome.sides),
    }


def _outcome_from(data: dict[str, Any]) -> Outcome:
    cause, sides = data["cause"], data["sides"]
    return Outcome(
        **{
            **data,
            "verdict": Verdict(data["verdict"]),
            "cause": None if cause is None else Cause(cause),
            "sides": None if sides is None else (sides[0], sides[1]),
        }
    )


def _slice(part: Slice) -> dict[str, Any]:
    return {
        "start": part.start,
        "visited": part.visited,
        "drawn": part.drawn,
        "met": dict(part.met),
        "regions": dict(part.regions),
        "tallies": {str(number): _tally(tally) for number, tally in part.tallies.items()},
        "doubts": {str(number): text for number, text in part.doubts.items()},
        "held": sorted(part.held),
        "hits": [[h.instance, h.pair, h.detail, h.confirmed_by] for h in part.hits],
    }


def _slice_from(data: dict[str, Any]) -> Slice:
    return Slice(
        data["start"],
        data["visited"],
        data["drawn"],
        Counter(data["met"]),
        Counter(data["regions"]),
        {int(number): _tally_from(tally) for number, tally in data["tallies"].items()},
        [Hit(*hit) for hit in data["hits"]],
        {int(number): text for number, text in data["doubts"].items()},
        set(data["held"]),
    )


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "tested": tally.tested,
        "undecided": tally.undecided,
        "first_undecided": _numbered(tally.first_undecided),
        "refuted": _numbered(tally.refuted),
        "unmet": dict(tally.unmet),
        "seconds": tally.seconds,
    }


def _tally_from(data: dict[str, Any]) -> Tally:
    return Tally(
        data["tested"],
        data["undecided"],
        _numbered_from(data["first_undecided"]),
        _numbered_from(data["refuted"]),
        Counter(data["unmet"]),
        data["seconds"],
    )


def _numbered(found: tuple[int, Outcome] | None) -> list[Any] | None:
    return None if found is None else [found[0], _outcome(found[1])]


def _numbered_from(data: list[Any] | None) -> tuple[int, Outcome] | None:
    return None if data is None else (data[0], _outcome_from(data[1]))
