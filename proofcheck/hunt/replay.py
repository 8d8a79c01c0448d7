"""Replay: a stored counterexample is evaluated again, exactly, from the values in its file.

The instance is drawn once more from the stored choices and has to be the stored one; the check is
run on it; and everything that the file says has to come out again. So a file that was changed does
not reproduce. No search is made, and Hypothesis is not imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from proofcheck.core import Budget, InputError, Statement, Verdict
from proofcheck.core.errors import ProofcheckError
from proofcheck.hunt.cases import look, pair_of, proof_of
from proofcheck.hunt.fields import KIND, SCHEMA, confirmations, described, result_of
from proofcheck.hunt.generated import with_generated
from proofcheck.hunt.recording import NotRepeatedError, Repeated
from proofcheck.networks.exact_json import bad_file, parse_json, read_text
from proofcheck.runner.discovery import Library
from proofcheck.runner.proving import prove

TEXTS = ("statement", "step", "claim", "detail", "form")
MOST_CHOICES, MOST_DIGITS = 10**6, 10**4


@dataclass(frozen=True)
class Replayed:
    """Whether a counterexample was found again, and if not, why."""

    reproduces: bool
    reason: str


def read_case(path: Path) -> dict[str, Any]:
    """Return the counterexample in a file.

    Raises:
        InputError: the file is missing, or no counterexample.
    """
    data = _plain(parse_json(read_text(path), path))
    wrong = _what_is_wrong(data)
    if wrong:
        admissible = f"a counterexample of schema {SCHEMA}, as `proofcheck hunt` writes it"
        raise bad_file(path, wrong, admissible, "run the hunt again, or name another file")
    return data


def _plain(value: Any) -> Any:
    """Return JSON values with integers where the reader has fractions."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return {k: _plain(v) for k, v in value.items()} if isinstance(value, dict) else value


def _what_is_wrong(data: Any) -> str:
    if not isinstance(data, dict) or data.get("kind") != KIND:
        return "no counterexample"
    if data.get("schema") != SCHEMA:
        return f"schema {data.get('schema')!r}"
    check, mutant = data.get("check"), data.get("mutant")
    if not all(isinstance(data.get(name), str) for name in TEXTS):
        return f"without one of the texts {', '.join(TEXTS)}"
    if not isinstance(mutant, str | None) or not isinstance(data.get("confirmed"), list):
        return "a mutant or a confirmation of another type"
    if not isinstance(check, dict) or not all(
        isinstance(check.get(n), str) for n in ("kind", "name")
    ):
        return "no name of a check"
    if not _is_count(data.get("digits"), MOST_DIGITS):
        return f"no number of digits up to {MOST_DIGITS}"
    found = data.get("found")
    if not isinstance(found, dict) or not _is_integer(found.get("seed")):
        return "no seed"
    return _wrong_instance(data) if data.get("choices") is not None else ""


def _is_count(value: Any, most: int) -> bool:
    return _is_integer(value) and 1 <= value <= most


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _wrong_instance(data: Mapping[str, Any]) -> str:
    choices = data["choices"]
    if not isinstance(choices, list) or len(choices) > MOST_CHOICES:
        return f"choices that are no list of at most {MOST_CHOICES}"
    if not all(map(_is_integer, choices)):
        return "choices that are no integers"
    if not isinstance(data.get("region"), str) or not isinstance(data.get("instance"), dict):
        return "no region or no instance"
    return ""


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
    }
    return _compared(seen.outcome.verdict, found, data)


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
