"""The audit: coqc accepts a claim, and it assumes nothing but axioms on the list.

Claims are read together, and Coq is asked what they assume together: to print assumptions, it goes
through all proofs below, and would do that again for each claim. Where they are refused together,
or assume more than the real numbers, they are audited one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from proofcheck.core import InputError
from proofcheck.export.axioms import T0, axioms_in, required, same_as_coqs, tier_of
from proofcheck.export.build import REFUSED, Task, compile_all, last
from proofcheck.export.coqc import Compiled, Compiler
from proofcheck.export.library import Library
from proofcheck.export.sentences import unproved
from proofcheck.export.writer import Exported
from proofcheck.runner.store import write_atomically

COMPILED = (".vo", ".vos", ".vok", ".vio", ".glob")
LOADING = 3000
"""What loading the real numbers costs coqc, in characters of a source."""
INSTANCE = 50_000
"""What computing an instance costs, in the same unit."""
Files = Sequence[Exported]


@dataclass(frozen=True)
class Audit:
    """What the audit found on one claim; `refusal` is empty where the kernel accepted it."""

    refusal: str
    axioms: tuple[str, ...] = ()
    tier: str = ""
    seconds: float = 0.0


def audit_all(
    folder: Path, library: Library, files: Files, coq: Compiler
) -> Iterator[tuple[Exported, Audit]]:
    """Compile library and claims as they lie in a folder; yield what is found on each claim.

    Raises:
        InputError: a folder inside has compiled Coq files, which coqc would find too.
    """
    refusal = library_refusal(library)
    if refusal:
        yield from ((one, Audit(refusal)) for one in files)
        return
    clear(folder)
    audits = _Audits(folder, library, coq)
    again: list[Exported] = []
    for group, found in audits.of(grouped(files), library_tasks(folder, library, coq)):
        if len(group) == 1 or found.tier == "T0":
            yield from ((one, found) for one in group)
        else:
            again += group
    for group, found in audits.of([(one,) for one in again], {}):
        yield group[0], found


def library_refusal(library: Library) -> str:
    """Return why no file of a library counts, or nothing."""
    for name, source in library.sources.items():
        found = unproved(source)
        if found:
            return f"{name}.v contains {', '.join(found)}"
    twice = library.shadowed()
    return f"the library defines more than once: {', '.join(twice)}" if twice else ""


def clear(folder: Path) -> None:
    """Remove the compiled files of a folder, so that coqc finds only what it compiles now.

    Raises:
        InputError: there are some in a folder inside.
    """
    found = [path for path in folder.rglob("*") if path.suffix in COMPILED]
    for path in found:
        if path.parent != folder:
            raise InputError(
                "folder for Coq files",
                given=f"{path}, a compiled file in a folder inside, which coqc would read",
                admissible="a folder without such folders in it",
                repair="name a new folder",
            )
    for path in found:
        path.unlink(missing_ok=True)


def grouped(files: Files) -> list[Files]:
    """Return the claims with data one by one, and all others together."""
    alone: list[Files] = [(one,) for one in files if one.claim.data]
    rest = tuple(one for one in files if not one.claim.data)
    return [*alone, rest] if rest else alone


def audit_source(files: Files, axioms: Iterable[str] = T0) -> str:
    """Return the Coq file that reads some claims as they are, and asks what they assume."""
    names_of_axioms = list(axioms)
    lines = ["(** Claims, read as they are, and what they assume. *)", required(names_of_axioms)]
    names = []
    for k, one in enumerate(files):
        lines.append(f'Module A{k}.\nLoad "{one.file}".\nEnd A{k}.')
        names.append(f"A{k}.{one.name}")
    *most, term = names
    for name in reversed(most):
        term = f"conj {name} ({term})"
    lines.append(same_as_coqs(names_of_axioms))
    lines.append(f"Definition together := {term}.\nPrint Assumptions together.\n")
    return "\n\n".join(lines)


def library_tasks(folder: Path, library: Library, coq: Compiler) -> dict[str, Task]:
    """Return what compiles each file of the library as it lies in a folder."""

    def compiling(name: str) -> Callable[[], Compiled]:
        return lambda: coq.compile(folder, name)

    return {
        name: Task(compiling(name), library.needs(name), LOADING + len(source))
        for name, source in library.sources.items()
    }


@dataclass
class _Audits:
    folder: Path
    library: Library
    coq: Compiler
    ended: dict[str, Compiled] = field(default_factory=dict)

    def of(
        self, groups: Iterable[Files], tasks: Mapping[str, Task]
    ) -> Iterator[tuple[Files, Audit]]:
        named = {f"Audit_{group[0].file}": group for group in groups}
        all_tasks = dict(tasks)
        for name, group in named.items():
            needs = self.library.imported("\n".join(one.source for one in group))
            cost = INSTANCE if group[0].claim.data else LOADING
            all_tasks[name] = Task(self._asking(name, group), needs, cost)
        for name, compiled in compile_all(all_tasks, self.ended):
            if name in named:
                yield named[name], self._judged(name, named[name], compiled)
            else:
                self.ended[name] = compiled

    def _asking(
        self, name: str, group: Files, axioms: Iterable[str] = T0
    ) -> Callable[[], Compiled]:
        source = audit_source(group, axioms)

        def ask() -> Compiled:
            write_atomically(self.folder / f"{name}.v", source, what="the Coq file")
            return self.coq.compile(self.folder, name)

        return ask

    def _judged(self, name: str, group: Files, compiled: Compiled) -> Audit:
        found = self._found(group, compiled)
        beyond = set(found.axioms) - set(T0)
        if len(group) == 1 and found.tier and beyond:
            again = self._asking(name, group, (*T0, *sorted(beyond)))()
            if not again.accepted:
                found = Audit(f"an axiom is not Coq's own: {last(again.output)}")
        return replace(found, seconds=compiled.seconds / len(group))

    def _found(self, group: Files, compiled: Compiled) -> Audit:
        words = [word for one in group for word in unproved(one.source)]
        if words:
            return Audit(f"{group[0].file}.v contains {', '.join(words)}")
        if not compiled.accepted:
            refused = f".v {REFUSED}: " in compiled.output
            why = compiled.output if refused else last(compiled.output)
            return Audit(why if refused else f"coqc refuses {group[0].file}.v: {why}")
        changed = self._changed(group)
        if changed:
            return Audit(f"{changed}.v was changed while coqc ran")
        axioms = axioms_in(compiled.output)
        if axioms is None:
            return Audit("Print Assumptions printed no list")
        tier = tier_of(axioms)
        if tier is None:
            return Audit(f"assumes {', '.join(sorted(set(axioms) - set(T0)))}", axioms)
        return Audit("", axioms, tier)

    def _changed(self, group: Files) -> str:
        """What coqc read has to be what the hashes are of."""
        sources = {**self.library.sources, **{one.file: one.source for one in group}}
        for name, source in sources.items():
            try:
                same = (self.folder / f"{name}.v").read_text(encoding="utf-8") == source
            except (OSError, ValueError):
                same = False
            if not same:
                return name
        return ""
