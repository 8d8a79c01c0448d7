"""The Coq library: its files, the statements of its theorems, and their hashes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import proofcheck
from proofcheck.core import InputError
from proofcheck.export.sentences import defined, proved
from proofcheck.runner.beside import digest

PROJECT = "_CoqProject"
WORDS = "Sums", "Statements"
"""The files whose definitions the statements are written in."""
NAMESPACE = "Proofcheck"
COMMENT = re.compile(r"\(\*.*?\*\)", re.DOTALL)
IMPORT = re.compile(rf"^From {NAMESPACE} Require Import ([\w\s]+)\.", re.M)
DEFINITION = re.compile(
    r"^(?:Local )?(?:Definition|Fixpoint|Record|Inductive|Notation)\b.*?\.(?=\s)", re.M | re.S
)


def library_folder() -> Path:
    """Return the folder of the Coq library, beside the package.

    Raises:
        InputError: it is not there.
    """
    folder = Path(proofcheck.__file__).resolve().parent.parent / "coq"
    if not (folder / PROJECT).is_file():
        raise InputError(
            "Coq library",
            given=f"no {folder / PROJECT}",
            admissible="a checkout of the repository, with its folder coq",
            repair="run the command from an editable installation of a checkout",
        )
    return folder


class Library:
    """The sources of the Coq library, by file name without suffix, in the order of compilation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        project = (folder / PROJECT).read_text(encoding="utf-8")
        names = [line[:-2] for line in project.splitlines() if line.endswith(".v")]
        self.sources = {n: (folder / f"{n}.v").read_text(encoding="utf-8") for n in names}

    def statement(self, file: str, theorem: str) -> str:
        """Return the text of a theorem's statement, on one line.

        Raises:
            InputError: the file has no such theorem.
        """
        pattern = rf"^(?:Theorem|Lemma) {theorem}\b\s*(?::(?!=))?(.*?)\.\s+Proof\b"
        found = re.search(pattern, plain(self.sources.get(file, "")), re.M | re.S)
        if found is None:
            raise InputError(
                f"Coq theorem {theorem}",
                given=f"not in {file}.v",
                admissible="the name of a theorem of the library",
                repair="correct the claim, or prove the theorem",
            )
        return " ".join(found[1].split())

    def needs(self, file: str) -> tuple[str, ...]:
        """Return the files of the library that a file imports, in the order of compilation."""
        return self.imported(self.sources[file])

    def imported(self, source: str) -> tuple[str, ...]:
        """Return the files of the library that a source imports, in the order of compilation."""
        found = " ".join(IMPORT.findall(plain(source))).split()
        return tuple(name for name in self.sources if name in found)

    def shadowed(self) -> list[str]:
        """Return the names that two files define, and words of the statements defined elsewhere.

        A statement would then say one thing in its own file and another to who reads the words.
        A lemma may do that too: one of the name of a function can be that of another function.
        """
        places: dict[str, set[str]] = {}
        for file, source in self.sources.items():
            for name in defined(source):
                places.setdefault(name, set()).add(file)
        texts = [text for file in WORDS for text in self.definitions(file)]
        used = {word for text in texts for word in re.findall(r"[\w']+", text)}
        own = {name for file in WORDS for name in defined(self.sources[file])}
        twice = [
            name
            for name, files in places.items()
            if len(files) > 1 or (name in used - own and not files & set(WORDS))
        ]
        lemmas = {name for source in self.sources.values() for name in proved(source)}
        return [*twice, *sorted(lemmas & (used | set(places)) - set(twice))]

    def meaning(self, file: str, theorem: str, words: Sequence[str] = ()) -> str:
        """Return the hash of a statement with the definitions that it may use."""
        files = dict.fromkeys((*WORDS, *words, file))
        definitions = [" ".join(d.split()) for f in files for d in self.definitions(f)]
        return digest([theorem, self.statement(file, theorem), *definitions])

    def definitions(self, file: str) -> list[str]:
        """Return the definitions of one file."""
        return DEFINITION.findall(plain(self.sources[file]))

    def key(self) -> str:
        """Return the hash of all sources."""
        return digest([f"{name}:{text}" for name, text in self.sources.items()])


def plain(source: str) -> str:
    """Return a Coq source without its comments.

    >>> plain("Lemma a (* b *) : c.")
    'Lemma a  : c.'
    """
    return COMMENT.sub("", source)
