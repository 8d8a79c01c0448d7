"""Discovery: which statements there are, and in which module each one lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import proofcheck
from proofcheck.core import InputError, Statement, StatementError
from proofcheck.runner.beside import helpers_key
from proofcheck.runner.loading import ModuleRef, load
from proofcheck.runner.paper import paper_ids

ENTRY_POINTS = "proofcheck.theorems"


@dataclass(frozen=True)
class Library:
    """All encoded statements by id, and the module of each.

    >>> library = Library({})
    >>> "lemma-12" in library.not_encoded(), library.known_ids()[0]
    (True, 'definition-1')
    """

    statements: Mapping[str, Statement]
    modules: Mapping[str, ModuleRef] = field(default_factory=dict)

    def not_encoded(self) -> tuple[str, ...]:
        """Return the paper's ids that no module encodes."""
        return tuple(name for name in paper_ids() if name not in self.statements)

    def known_ids(self) -> tuple[str, ...]:
        """Return the paper's ids, then all others that are encoded."""
        paper = paper_ids()
        return (*paper, *sorted(name for name in self.statements if name not in paper))


def discover(directories: Iterable[Path] = (), *, here: Path | None = None) -> Library:
    """Return every statement of the installed package, `./theorems`, directories, entry points.

    Raises:
        InputError: a given directory does not exist.
        StatementError: a module is broken, two modules define one id, or a `uses` is unknown.

    >>> from tempfile import TemporaryDirectory
    >>> source = '''
    ... from proofcheck.core import Statement, Step
    ... STEP = Step("sum", "1 + 1 = 2", page=1, checks=())
    ... STATEMENT = Statement("my-sum", "A sum", page=1, claim="1 + 1 = 2", steps=(STEP,))
    ... '''
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "my_sum.py").write_text(source)
    ...     discover([Path(folder)]).statements["my-sum"].title
    'A sum'
    """
    statements: dict[str, Statement] = {}
    modules: dict[str, ModuleRef] = {}
    for ref in _unique_refs(_all_refs(tuple(directories), here or Path.cwd())):
        for statement in load(ref):
            _refuse_duplicate(statement.id, ref, modules)
            statements[statement.id], modules[statement.id] = statement, ref
    library = Library(statements, modules)
    _refuse_unknown_uses(library)
    return library


def select(library: Library, ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids after checking that each is known; without ids, every encoded one.

    Raises:
        InputError: an id is neither the paper's nor encoded; near matches are named.

    >>> from proofcheck.core import Step
    >>> step = Step("sum", "1 + 1 = 2", page=1, checks=())
    >>> library = Library({"my-sum": Statement("my-sum", "A sum", 1, "1 + 1 = 2", (step,))})
    >>> select(library, ()), select(library, ("lemma-12",))
    (('my-sum',), ('lemma-12',))
    >>> select(library, ("lemma-21",))
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: statement id: given 'lemma-21'; ...
    """
    wanted = tuple(dict.fromkeys(ids))
    for name in wanted:
        if name not in library.known_ids():
            raise _unknown(name, library.known_ids())
    return wanted or tuple(name for name in library.known_ids() if name in library.statements)


def near(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known names nearest to a mistyped one.

    >>> near("Lemma 12", ["lemma-12", "theorem-2"])
    ('lemma-12',)
    """
    plain = name.strip().lower().replace(" ", "-").replace("_", "-")
    return tuple(get_close_matches(plain, list(known), n=3, cutoff=0.6))


def _unknown(name: str, known: tuple[str, ...]) -> InputError:
    matches = near(name, known)
    return InputError(
        "statement id",
        given=repr(name),
        admissible=", ".join(matches) if matches else "the ids that `proofcheck list` prints",
        repair=f"did you mean {matches[0]}?" if matches else "run `proofcheck list`",
    )


def _all_refs(directories: tuple[Path, ...], here: Path) -> Iterator[ModuleRef]:
    yield from _installed()
    if (here / "theorems").is_dir():
        yield from _in_directory(here / "theorems")
    for directory in directories:
        if not directory.is_dir():
            raise InputError(
                "directory of theorem modules",
                given=str(directory),
                admissible="an existing directory",
                repair="create it, or correct the path",
            )
        yield from _in_directory(directory)
    for point in sorted(entry_points(group=ENTRY_POINTS)):
        yield _of_entry_point(point.name, point.module)


def _installed() -> Iterator[ModuleRef]:
    directory = Path(proofcheck.__file__).resolve().parent.parent / "theorems"
    spec = find_spec("theorems")
    places = [] if spec is None else list(spec.submodule_search_locations or ())
    importable = any(Path(place).resolve() == directory for place in places)
    for ref in _in_directory(directory) if directory.is_dir() else ():
        yield ModuleRef(ref.path, f"theorems.{ref.path.stem}") if importable else ref


def _in_directory(directory: Path) -> Iterator[ModuleRef]:
    for path in sorted(directory.resolve().glob("*.py")):
        if not path.name.startswith(("_", "test_", "conftest")):
            yield ModuleRef(path)


def _of_entry_point(name: str, module: str) -> ModuleRef:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise StatementError(
            f"entry point {name} of {ENTRY_POINTS}",
            given=module,
            admissible="a module that can be imported",
            repair="install the distribution that provides it, or remove it",
        )
    return ModuleRef(Path(spec.origin).resolve(), module)


def _unique_refs(refs: Iterable[ModuleRef]) -> list[ModuleRef]:
    """One file found twice is one, and so is a copy: an installed package beside its checkout.

    A copy with other helpers is another module.
    """
    unique: dict[str, list[ModuleRef]] = {}
    for ref in refs:
        alike = unique.setdefault(ref.path.name, [])
        if not any(_is_copy(ref, other) for other in alike):
            alike.append(ref)
    return [ref for alike in unique.values() for ref in alike]


def _is_copy(ref: ModuleRef, other: ModuleRef) -> bool:
    return ref.path == other.path or helpers_key(ref) == helpers_key(other)


def _refuse_duplicate(name: str, ref: ModuleRef, modules: Mapping[str, ModuleRef]) -> None:
    if name in modules:
        raise StatementError(
            f"statement id {name}",
            given=f"in {modules[name].path} and in {ref.path}",
            admissible="each id in one module",
            repair="rename one of the two, or bring two copies of one module up to date",
        )


def _refuse_unknown_uses(library: Library) -> None:
    known = library.known_ids()
    for statement in library.statements.values():
        for name in statement.uses:
            if name not in known:
                matches = near(name, known)
                raise StatementError(
                    f"`uses` of {statement.id} in {library.modules[statement.id].path}",
                    given=repr(name),
                    admissible=", ".join(matches) or "ids that `proofcheck list` prints",
                    repair="correct the id, or write the module of that statement",
                )
