"""Replay: a stored counterexample is evaluated again, exactly, from the values in its file.

The instance is drawn once more from the stored choices and has to be the stored one; the check is
run on it; and everything that the file says has to come out again. So a file that was changed does
not reproduce. No search is made, and Hypothesis is not imported: that no smaller counterexample was
met is what the hunt says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from proofcheck.core import Budget, InputError, Statement, Verdict
from proofcheck.core.errors import ProofcheckError
from proofcheck.hunt.cases import Seen, as_drawn, look, pair_of, proof_of
from proofcheck.hunt.fields import (
    confirmations,
    described,
    result_of,
)
from proofcheck.hunt.generated import with_generated
from proofcheck.hunt.recording import NotRepeatedError, Repeated
from proofcheck.hunt.shrinking import Smallest
from proofcheck.runner.discovery import Library
from proofcheck.runner.pairs import Pair
from proofcheck.runner.proving import prove

Json = dict[str, Any]


@dataclass(frozen=True)
class Replayed:
    """Whether a counterexample was found again, and if not, why."""

    reproduces: bool
    reason: str


def replay(library: Library, data: Mapping[str, Any]) -> Replayed:
    """Return whether the counterexample is found again.

    Raises:
        InputError: its statement is not there.
    """
    statement = library.statements.get(data["statement"])
    if statement is None:
        raise InputError(
            "statement of the counterexample",
            given=repr(data["statement"]),
            admissible="the ids that `proofcheck list` prints",
            repair="name the folder of its module with --modules",
        )
    try:
        if data.get("choices") is None:
            return _of_a_proof(with_generated(statement), data)
        return _on_an_instance(with_generated(statement), data)
    except LookupError as error:
        return Replayed(False, f"the statement has changed: {error}")


def _on_an_instance(statement: Statement, data: Mapping[str, Any]) -> Replayed:
    step, name = data["step"], data["check"]["name"]
    pair = pair_of(statement, step, name, data["mutant"])
    region, choices = data["region"], Repeated(data["choices"])
    if region not in pair.check.family.regions:
        return Replayed(False, f"there is no region {region!r} any more")
    try:
        seen = look(statement, pair, choices, region, data["digits"])
        again = look(statement, pair, Repeated(data["choices"]), region, 2 * data["digits"])
        origin = _origin(statement, pair, seen, data)
    except (NotRepeatedError, ProofcheckError) as error:
        return Replayed(False, f"the choices draw no instance: {error}")
    if choices.left:
        return Replayed(False, f"{choices.left} choices are left over")
    found = {
        **described(statement, pair.step, pair.mutant, "sampled", name),
        "family": pair.check.family.name,
        "instance": seen.instance.to_json(),
        "labels": list(seen.instance.labels),
        "hypotheses": dict(seen.hypotheses),
        **result_of(seen.outcome),
        "confirmed": confirmations(seen.outcome, again.outcome, data["digits"]),
        **origin,
    }
    return _compared(seen.outcome.verdict, found, data)


def _origin(statement: Statement, pair: Pair, seen: Seen, data: Mapping[str, Any]) -> Json:
    """Return what the file should say of where it was found, and whether it was shrunk.

    The instance of that number has to be a counterexample, and it or a larger one is shrunk.
    """
    found = data["found"]
    budget = Budget(data["digits"], 0, found["seed"])
    start, known = as_drawn(statement, pair, found["example"], budget)
    here = Smallest(seen.instance, data["region"], tuple(data["choices"]), data["shrunk"])
    same = (here.region, here.choices) == (start.region, start.choices)
    smaller = True if here.order < start.order else None
    return {
        "found": found if known.outcome.verdict is Verdict.REFUTED else None,
        "shrunk": data["shrunk"] if same else smaller,
    }


def _of_a_proof(statement: Statement, data: Mapping[str, Any]) -> Replayed:
    step, mutant, proof = proof_of(statement, data["step"], data["check"]["name"], data["mutant"])
    budget = Budget(data["digits"], 0, data["found"]["seed"])
    outcome = prove(statement, proof, budget, None).outcome
    found = {
        **described(statement, step, mutant, data["check"]["kind"], data["check"]["name"]),
        "witness": None if outcome.witness is None else dict(outcome.witness),
        **result_of(outcome),
        "confirmed": [outcome.confirmed_by],
    }
    return _compared(outcome.verdict, found, data)


def _compared(verdict: Verdict, found: Mapping[str, Any], data: Mapping[str, Any]) -> Replayed:
    different = [n for n, v in found.items() if _plain_json(v) != _plain_json(data.get(n))]
    if verdict is not Verdict.REFUTED:
        return Replayed(False, f"the check says {verdict.value}: {found['detail']}")
    if different:
        return Replayed(False, f"the file says otherwise about: {', '.join(different)}")
    return Replayed(True, "refuted again, with the same exact values")


def _plain_json(value: Any) -> Any:
    """Return values as JSON has them: tuples are lists, keys are texts."""
    if isinstance(value, tuple | list):
        return [_plain_json(part) for part in value]
    if isinstance(value, Mapping):
        return {str(k): _plain_json(v) for k, v in value.items()}
    return value if value is None or isinstance(value, str | int | bool) else str(value)
