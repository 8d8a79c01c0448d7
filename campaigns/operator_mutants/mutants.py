"""Mutants of operators: one broken file each, generated in the order of the text, then chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

from campaigns.operator_mutants.operators import Edit, apply, edits
from campaigns.operator_mutants.places import functions_with_pages, places
from campaigns.operator_mutants.source import Source
from campaigns.syntax import parsed


@dataclass(frozen=True)
class OperatorMutant:
    """One way to break one file; `where` names the function, `before` and `after` are the line."""

    file: str
    line: int
    column: int
    where: str
    edit: Edit
    before: str
    after: str

    @property
    def kind(self) -> str:
        """The kind of operator."""
        return self.edit.kind

    @property
    def id(self) -> str:
        """File, place, operator and replacement: the same whenever the file is the same."""
        change = f"{self.edit.old!r} -> {self.edit.new!r}"
        return f"{self.file}:{self.line}:{self.column}:{self.kind} {change}"

    @property
    def diff(self) -> str:
        """The change in one line."""
        return f"{self.before}  ->  {self.after}"


def mutants_of(root: Path, file: str) -> list[OperatorMutant]:
    """Return every mutant of one file, named relative to the root, in the order of the text."""
    return mutants_of_source(file, (root / file).read_bytes(), _paged(root))


@cache
def _paged(root: Path) -> frozenset[str]:
    trees = [parsed(path.read_bytes()) for path in (root / "theorems").glob("*.py")]
    return functions_with_pages(trees)


def mutants_of_source(
    file: str, data: bytes, paged: frozenset[str] = frozenset()
) -> list[OperatorMutant]:
    """Return every mutant of a file with these bytes; the functions `paged` take a page."""
    source = Source(data)
    found = [
        _mutant(file, source, place.where, edit)
        for place in places(parsed(data), paged)
        for edit in edits(source, place)
    ]
    return sorted(found, key=lambda m: (m.edit.start, m.edit.end, m.edit.new))


def _mutant(file: str, source: Source, where: str, edit: Edit) -> OperatorMutant:
    line, column = source.position(edit.start)
    after = Source(apply(source.data, edit)).line(line)
    return OperatorMutant(file, line, column, where, edit, source.line(line), after)


def choose(mutants: Iterable[OperatorMutant], count: int, seed: int) -> list[OperatorMutant]:
    """Return so many mutants, the same ones for the same seed, spread over files and kinds.

    Every file and kind of operator gives one mutant in turn, as long as it has any left. The order
    is that of hashes, so that a change of one file leaves the choice among the others as it was.
    """
    groups: dict[tuple[str, str], list[OperatorMutant]] = {}
    for mutant in sorted(mutants, key=lambda m: (_drawn(seed, *_lasting(m)), m.id)):
        groups.setdefault((mutant.file, mutant.kind), []).append(mutant)
    order = sorted(groups, key=lambda names: _drawn(seed, *names))
    return _in_turn([groups[names] for names in order])[:count]


def _lasting(mutant: OperatorMutant) -> tuple[str, ...]:
    """Return what identifies a mutant, but for its place in the file."""
    return mutant.file, mutant.where, mutant.kind, mutant.before, mutant.after


def _drawn(seed: int, *names: str) -> str:
    return sha256("\n".join((str(seed), *names)).encode()).hexdigest()


def _in_turn(groups: Sequence[Sequence[OperatorMutant]]) -> list[OperatorMutant]:
    rounds = zip_longest(*groups)
    return [mutant for round_ in rounds for mutant in round_ if mutant is not None]
