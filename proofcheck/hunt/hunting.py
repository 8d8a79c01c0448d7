"""Hunting: one statement's way through a hunt, from its proofs to its smallest counterexamples.

What is asked next depends on what was found, never on who found it or when: so the result is the
same for any crew.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from proofcheck.core import Budget, Form, Outcome, Record, Statement, Verdict
from proofcheck.hunt.cases import Case, Spot, case_of_a_proof
from proofcheck.hunt.plan import (
    CALLS_FOR_A_CLAIM,
    CALLS_FOR_A_MUTANT,
    STRIDE,
    Mode,
    attacks_of,
)
from proofcheck.hunt.scores import Hold, scored
from proofcheck.hunt.units import (
    Attack,
    Done,
    Look,
    Looked,
    Sample,
    Unit,
    Work,
    looks,
    proofs_of,
)
from proofcheck.runner.merge import Parts, merged
from proofcheck.runner.naming import attackers
from proofcheck.runner.pairs import Pair, pairs_of
from proofcheck.runner.proving import Proof, Proved
from proofcheck.runner.sampling import Alive, Slice


@dataclass
class Hunting:
    """What is known about one statement, and what is still to be asked.

    `examples` is where its claims end, `None` for never; `fresh` are cases that no unit made.
    """

    statement: Statement
    mode: Mode
    examples: int | None
    budget: Budget
    parts: Parts = field(default_factory=Parts)
    attacks: list[Slice] = field(default_factory=list)
    looked: dict[str, Looked] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    fresh: list[Case] = field(default_factory=list)
    units: int = 0

    def __post_init__(self) -> None:
        self.pairs: list[Pair] = list(pairs_of(self.statement))
        self._queue: deque[Work] = deque()
        self._late: deque[Work] = deque()
        self._asked: dict[str, Spot] = {}
        self._open = 0
        self._cut = 0
        self._next = 0
        self._claims_next = False
        self._holds: dict[str, list[Hold]] = {}
        self._sampled = any(pair.mutant is None for pair in self.pairs)
        if self.mode.generated:
            self._queue.extend(looks(self.statement))
        self._queue.extend(proofs_of(self.statement, self.mode.claims, True))
        self._before_attack = len(self._queue)
        if not self._before_attack:
            self._attack(0, Alive())

    def ask(self) -> Unit | None:
        """Return the next unit; `None` while there is none.

        Instances of the claims, which may be without end, take turns with everything else.
        """
        self._claims_next = not self._claims_next
        turns = (self._more_samples, self._other_work)
        for turn in turns if self._claims_next else reversed(turns):
            work = turn()
            if work is not None:
                return self._unit(work)
        return None

    def _other_work(self) -> Work | None:
        """Return a proof or an attack, or, where there is none, what has to be shrunk."""
        waiting = self._queue or self._late
        return waiting.popleft() if waiting else None

    @property
    def resting(self) -> bool:
        """Whether nothing is left to ask or under way, and nothing was cut; never without end."""
        left = self._queue or self._late or self._open or self._cut
        return not (left or self._has_more_samples)

    @property
    def seen(self) -> bool:
        """Whether something was looked at: an instance of the claims, where there are any."""
        if self.mode.claims and self._sampled and self.examples != 0:
            return bool(self.parts.slices)
        return self.resting or self.units > self._cut

    @property
    def attacked(self) -> bool:
        """Whether every mutant has met all that it shall meet."""
        return not self._before_attack and self._attacking is None

    @property
    def killed(self) -> int:
        """How many mutants have a counterexample."""
        return sum(spot.mutant is not None for spot in self._asked.values())

    @property
    def refuted(self) -> int:
        """How many claims have a counterexample, those of the printed text left out."""
        claims = (spot.step for spot in self._asked.values() if spot.mutant is None)
        return sum(self.statement.step(step).form is not Form.LITERAL for step in claims)

    _attacking: int | None = None

    def take(self, done: Done) -> None:
        """Take a finished unit."""
        self._open -= 1
        self._cut += done.result is None
        work, result = done.unit.work, done.result
        self.parts.seconds += done.seconds
        self.units += 1
        if isinstance(result, Looked):
            self.looked[result.step] = result
        elif isinstance(result, Proved):
            self._proved(result)
        elif isinstance(result, Slice) and isinstance(work, Attack):
            self._attacked(work, result)
        elif isinstance(result, Slice):
            self.parts.slices.append(result)
            self._refuted(result)
        elif isinstance(result, Case) and isinstance(work, Spot) and work == self._asked[work.key]:
            self.cases[work.key] = result
        if isinstance(work, Look | Proof) and result is not None:
            self._before_attack -= 1
            if not self._before_attack:
                self._attack(0, Alive(self._killed_by_proofs()))

    def record(self) -> Record:
        """Return the record of what was found so far."""
        parts = Parts(self.parts.proved, [], self.parts.seconds)
        parts.slices = sorted(self.parts.slices, key=lambda part: part.start)
        visited = sum(part.visited for part in parts.slices)
        parts.slices += self.attacks
        whole = merged(self.statement, parts, replace(self.budget, examples=visited))
        reads = {step: dict(looked.parts) for step, looked in self.looked.items()}
        return scored(self.statement, whole, self._holds, reads, self._doubts(), self._held())

    def _unit(self, work: Work) -> Unit:
        self._open += 1
        return Unit(self.statement.id, work, self.mode.generated)

    @property
    def _has_more_samples(self) -> bool:
        return self.mode.claims and self._sampled and self._next != self.examples

    def _more_samples(self) -> Sample | None:
        if not self._has_more_samples:
            return None
        start, stop = self._next, self._next + STRIDE
        self._next = stop if self.examples is None else min(stop, self.examples)
        return Sample(start, self._next)

    def _proved(self, found: Proved) -> None:
        self.parts.proved[found.proof] = found
        step, proof = self.statement.step(found.proof.step), found.proof
        mutant = next((m for m in step.mutants if m.id == proof.mutant), None)
        named = step.named_checks() if mutant is None else attackers(step, mutant)
        name, check = named[proof.check]
        if mutant is not None and found.outcome.verdict is Verdict.HOLDS:
            self._holds.setdefault(mutant.id, []).append(Hold(check.kind, name))
        if found.outcome.verdict is Verdict.REFUTED:
            self._prove_false(Spot(step.id, name, proof.mutant), found.outcome)

    def _prove_false(self, spot: Spot, outcome: Outcome) -> None:
        """Write down what a derivation or computation has refuted: the first that did."""
        known = self._asked.get(spot.key)
        if known is None or self._rank(spot) < self._rank(known):
            self._asked[spot.key] = spot
            self.cases[spot.key] = case_of_a_proof(self.statement, spot, outcome, self.budget)
            self.fresh.append(self.cases[spot.key])

    def _killed_by_proofs(self) -> list[str]:
        """Return the mutants that a proof has killed; those that one holds on are attacked too."""
        record = merged(self.statement, self.parts, Budget(0, 0, 0))
        return sorted(mutant.id for mutant in record.mutants if mutant.killed)

    def _held(self) -> set[str]:
        """Return the mutants that a sampled check held on somewhere."""
        numbers = set[int]().union(*(part.held for part in self.attacks))
        mutants = (self.pairs[number].mutant for number in numbers)
        return {mutant.id for mutant in mutants if mutant is not None}

    def _doubts(self) -> dict[str, str]:
        """Return, by mutant, why a sampled check stayed undecided on an instance."""
        found: dict[str, str] = {}
        for part in self.attacks:
            for number, text in part.doubts.items():
                mutant = self.pairs[number].mutant
                if mutant is not None:
                    found.setdefault(mutant.id, f"{self.pairs[number].name}: undecided: {text}")
        return found

    def _attack(self, start: int, alive: Alive) -> None:
        wanted = any(alive.wants(pair) for pair in self.pairs if pair.mutant is not None)
        end = attacks_of(self.statement)
        self._attacking = start if wanted and start < end else None
        if self._attacking is not None:
            dead, proven = alive.known()
            self._queue.append(Attack(start, min(start + STRIDE, end), dead, proven))

    def _attacked(self, work: Attack, found: Slice) -> None:
        self.attacks.append(found)
        alive = Alive(work.dead, work.proven)
        for hit in sorted(found.hits):
            pair = self.pairs[hit.pair]
            alive.killed(pair, hit.kill(pair))
            mutant = None if pair.mutant is None else pair.mutant.id
            calls = CALLS_FOR_A_MUTANT
            self._spot(Spot(pair.step.id, pair.name, mutant, hit.instance, calls))
        self._attack(work.stop, alive)

    def _refuted(self, found: Slice) -> None:
        for number, tally in sorted(found.tallies.items()):
            if tally.refuted is not None:
                pair, (index, _) = self.pairs[number], tally.refuted
                spot = Spot(pair.step.id, pair.name, None, index, CALLS_FOR_A_CLAIM)
                self._spot(spot)

    def _spot(self, spot: Spot) -> None:
        """Ask for the counterexample, one for each claim and check, and one for each mutant.

        Where several are known it is the first in the order of checks and instances, so that it
        does not matter which was found first.
        """
        known = self._asked.get(spot.key)
        if known is None or self._rank(spot) < self._rank(known):
            self._asked[spot.key] = spot
            self._late.append(spot)

    def _rank(self, spot: Spot) -> tuple[bool, int, int]:
        """Return the place of a spot: derivations first, then by instance and by check."""
        step = self.statement.step(spot.step)
        mutant = next((m for m in step.mutants if m.id == spot.mutant), None)
        named = step.named_checks() if mutant is None else attackers(step, mutant)
        places = [n for n, (name, _) in enumerate(named) if name == spot.check]
        return spot.index is not None, spot.index or 0, places[0]


def resting(all_of: Mapping[str, Hunting]) -> bool:
    """Return whether nothing is left to do anywhere."""
    return all(hunting.resting for hunting in all_of.values())
