"""Cases: counterexamples with exact values, as JSON that `replay` evaluates again.

A case on an instance holds the choices that draw it and the exact values that they lead to; both
have to agree when it is replayed. A case of a derivation holds the point at which it fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from proofcheck.core import (
    Budget,
    Choices,
    InputError,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    Verdict,
)
from proofcheck.hunt.fields import MOST_CHOICES, confirmations, described, result_of
from proofcheck.hunt.recording import Recorded, Repeated
from proofcheck.hunt.shrinking import Smallest, shrink
from proofcheck.runner.guard import TimeUp, describe, guarded, past, time_limit
from proofcheck.runner.naming import attackers
from proofcheck.runner.pairs import Pair, pairs_of
from proofcheck.runner.proving import Proof, prove
from proofcheck.search.choices import SeededChoices


@dataclass(frozen=True)
class Spot:
    """Where something was refuted: a check of a step, on its claim or on a mutant.

    `index` is the number of the instance, `None` for a derivation or computation; `calls` is how
    many smaller instances may be tried.
    """

    step: str
    check: str
    mutant: str | None = None
    index: int | None = None
    calls: int = 0

    @property
    def key(self) -> str:
        """What it is called among the cases of its statement: one for a claim or a mutant."""
        return self.mutant if self.mutant is not None else f"{self.step} {self.check}"


@dataclass(frozen=True)
class Case:
    """A counterexample, or the reason why none could be written down."""

    data: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """The name of its file."""
        return sha256(canonical(self.data).encode()).hexdigest()[:16]

    @property
    def confirmed(self) -> bool:
        """Whether it was refuted again, on the smallest instance, with more digits."""
        return bool(self.data.get("confirmed"))


def canonical(data: Mapping[str, Any]) -> str:
    """Return the text of a case: the same values have the same text."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, indent=1)


def make_case(statement: Statement, spot: Spot, budget: Budget, until: float | None = None) -> Case:
    """Return the case of a spot, shrunk as far as its calls allow, or why there is none.

    There is none where the instance cannot be drawn again as it was, or cannot be written.

    Raises:
        TimeUp: it was not done in time.
    """
    try:
        case = _made(statement, spot, budget, until)
        canonical(case.data)
        return case
    except Exception as error:
        return _not_written(statement, spot, error)


def _not_written(statement: Statement, spot: Spot, error: Exception) -> Case:
    step = statement.step(spot.step)
    mutant = next((m for m in step.mutants if m.id == spot.mutant), None)
    why = f"the counterexample could not be written down: {describe(error)}"
    about = described(statement, step, mutant, "sampled", spot.check)
    return Case({**about, "detail": why, "confirmed": []})


def _made(statement: Statement, spot: Spot, budget: Budget, until: float | None) -> Case:
    if spot.index is None:
        proof = proof_of(statement, spot.step, spot.check, spot.mutant)[2]
        outcome = prove(statement, proof, budget, until).outcome
        return case_of_a_proof(statement, spot, outcome, budget)
    pair = pair_of(statement, spot.step, spot.check, spot.mutant)
    found, _ = as_drawn(statement, pair, spot.index, budget, until)
    if spot.calls:
        refutes = _refutes(statement, pair, budget.digits, until)
        found = shrink(found, refutes, pair.check.family, spot.calls)
    if len(found.choices) > MOST_CHOICES:
        raise _too_many(len(found.choices))
    seen = look_again(statement, pair, found, budget.digits, until)
    return Case(_written(statement, pair, spot, found, seen, budget, until))


@dataclass(frozen=True)
class Seen:
    """An instance with what a check says of it, and the hypotheses it had to meet."""

    instance: Any
    outcome: Outcome
    hypotheses: Mapping[str, str]


def pair_of(statement: Statement, step: str, check: str, mutant: str | None) -> Pair:
    """Return the sampled check with its target.

    Raises:
        LookupError: there is none of these names.
    """
    for pair in pairs_of(statement):
        found = None if pair.mutant is None else pair.mutant.id
        if (pair.step.id, pair.name, found) == (step, check, mutant):
            return pair
    raise LookupError(f"no sampled check {check} of step {step}, mutant {mutant}")


def as_drawn(
    statement: Statement, pair: Pair, index: int, budget: Budget, until: float | None = None
) -> tuple[Smallest, Seen]:
    """Return the instance of a number as a hunt draws it, and what the check says of it.

    Raises:
        Exception: whatever drawing raises; `TimeUp` where it takes too long.
    """
    family = pair.check.family
    region = family.regions[index % len(family.regions)]
    choices = Recorded(SeededChoices(budget.seed, family.name, index))
    seen = look(statement, pair, choices, region, budget.digits, until)
    return Smallest(seen.instance, region, tuple(choices.made), shrunk=False), seen


def look(
    statement: Statement,
    pair: Pair,
    choices: Choices,
    region: str,
    digits: int,
    until: float | None = None,
) -> Seen:
    """Return what the check says of the instance that the choices draw.

    Raises:
        Exception: whatever drawing raises; `TimeUp` where it takes too long.
    """
    with time_limit(until):
        instance = pair.check.family.draw(choices, region, digits)
    return _seen(statement, pair, instance, region, until)


def look_again(
    statement: Statement, pair: Pair, found: Smallest, digits: int, until: float | None = None
) -> Seen:
    """Return what the check says of an instance drawn once more from its choices."""
    return look(statement, pair, Repeated(found.choices), found.region, digits, until)


def _seen(
    statement: Statement, pair: Pair, instance: Any, region: str, until: float | None
) -> Seen:
    met = {h.id: instance.met.get(h.id) for h in statement.hypotheses if not h.setting}
    words = {
        name: "ablated" if name not in pair.required else "holds" if v is Verdict.HOLDS else "fails"
        for name, v in met.items()
    }
    return Seen(instance, _test(pair, instance, region, met, until), words)


def _test(
    pair: Pair, instance: Any, region: str, met: Mapping[str, Any], until: float | None
) -> Outcome:
    labels = frozenset((*instance.labels, region))
    if not pair.looks_at(labels) or pair.unmet({k: v for k, v in met.items() if v is not None}):
        return Outcome(Verdict.UNDECIDED, "the instance does not meet the hypotheses")
    return guarded(lambda: pair.check.test(instance, pair.claim()), until)


def _too_many(choices: int) -> InputError:
    return InputError(
        "choices of an instance",
        given=str(choices),
        admissible=f"at most {MOST_CHOICES}",
        repair="draw smaller instances, or several at a time from one choice",
    )


def _refutes(statement: Statement, pair: Pair, digits: int, until: float | None) -> Any:
    """Return the drawing of an instance worth a test, `None` where it refutes nothing."""

    def refutes(choices: Choices, region: str, worth: Callable[[Any], bool]) -> Any:
        if past(until):
            raise TimeUp
        try:
            with time_limit(until):
                instance = pair.check.family.draw(choices, region, digits)
            if not worth(instance):
                return None
            seen = _seen(statement, pair, instance, region, until)
        except Exception:  # what cannot be drawn is no counterexample
            return None
        return seen.instance if seen.outcome.verdict is Verdict.REFUTED else None

    return refutes


def _written(
    statement: Statement,
    pair: Pair,
    spot: Spot,
    found: Smallest,
    seen: Seen,
    budget: Budget,
    until: float | None,
) -> dict[str, Any]:
    again = look_again(statement, pair, found, 2 * budget.digits, until).outcome
    return {
        **described(statement, pair.step, pair.mutant, "sampled", pair.name),
        "family": pair.check.family.name,
        "region": found.region,
        "digits": budget.digits,
        "choices": list(found.choices),
        "instance": seen.instance.to_json(),
        "labels": list(seen.instance.labels),
        "hypotheses": dict(seen.hypotheses),
        "shrunk": found.shrunk,
        "found": {"seed": budget.seed, "example": spot.index},
        **result_of(seen.outcome),
        "confirmed": confirmations(seen.outcome, again, budget.digits),
    }


def case_of_a_proof(statement: Statement, spot: Spot, outcome: Outcome, budget: Budget) -> Case:
    """Return the case of a derivation or computation that has refuted a claim or a mutant."""
    step, mutant, proof = proof_of(statement, spot.step, spot.check, spot.mutant)
    refuted = outcome.verdict is Verdict.REFUTED
    check = attackers(step, mutant)[proof.check][1] if mutant else step.checks[proof.check]
    return Case(
        {
            **described(statement, step, mutant, check.kind.value, spot.check),
            "digits": budget.digits,
            "found": {"seed": budget.seed},
            "witness": None if outcome.witness is None else dict(outcome.witness),
            **result_of(outcome),
            "confirmed": [outcome.confirmed_by] if refuted else [],
        }
    )


def proof_of(
    statement: Statement, step_id: str, check: str, mutant_id: str | None
) -> tuple[Step, Mutant | None, Proof]:
    """Return the step, the mutant and the run of a derivation or computation.

    Raises:
        LookupError: there is none of these names.
    """
    step = next((s for s in statement.steps if s.id == step_id), None)
    mutants = () if step is None else step.mutants
    mutant = next((m for m in mutants if m.id == mutant_id), None)
    if step is None or (mutant is None and mutant_id is not None):
        raise LookupError(f"no step {step_id} with a mutant {mutant_id}")
    named = step.named_checks() if mutant is None else attackers(step, mutant)
    for number, (name, found) in enumerate(named):
        if name == check and not isinstance(found, Sampling):
            return step, mutant, Proof(step.id, number, mutant_id)
    raise LookupError(f"no derivation or computation {check} of step {step_id}")
