"""Writing the Coq files: the library, and one generated file for each claim."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofcheck.core import InputError
from proofcheck.export.claims import Claim
from proofcheck.export.library import NAMESPACE, Library
from proofcheck.runner.beside import digest
from proofcheck.runner.store import write_atomically

HEADER = """(** {says}.

    Generated for {statement}, p. {page}: an instance of {library} in {file}.v. *)

From Coq Require Import Reals QArith List Arith.
From Coquelicot Require Import Coquelicot.
From Proofcheck Require Import {imports}.
Import ListNotations.
Open Scope {scope}_scope.
"""
GENERAL = """
Theorem {name} :
  {text}.
Proof. exact {library}. Qed.
"""


@dataclass(frozen=True)
class Exported:
    """One claim as a Coq file, with the hashes that tie it to its statement and data."""

    claim: Claim
    name: str
    source: str
    statement_hash: str
    data_hash: str

    @property
    def file(self) -> str:
        """The name of the file, without its suffix."""
        return self.name.capitalize()

    def file_hash(self, library: Library) -> str:
        """Return the hash of the generated file and of the library under it."""
        return digest([library.key(), self.source])


def exported(claim: Claim, library: Library) -> Exported:
    """Return the Coq file of a claim; its name contains the hash of its content."""
    statement = library.statement(claim.file, claim.theorem)
    meaning = library.meaning(claim.file, claim.theorem, claim.words)
    body = claim.data().body() if claim.data else None
    data_hash = digest(body.values() if body else [])
    plain = claim.id.replace("-", "_").lower()
    name = f"claim_{plain}_{digest([meaning, data_hash])[:8]}"
    files = dict.fromkeys(("Sums", "Statements", *claim.words, claim.file))
    header = HEADER.format(
        says=claim.says,
        statement=claim.statement,
        page=claim.page,
        library=claim.theorem,
        file=claim.file,
        imports=" ".join(files),
        scope="Q" if body else "R",
    )
    general = GENERAL.format(name=name, text=statement, library=claim.theorem)
    source = header + (body.text(name) if body else general)
    return Exported(claim, name, source, meaning, data_hash)


def write_sources(folder: Path, library: Library, files: Iterable[Exported]) -> None:
    """Write the library, the claims and a project file.

    Raises:
        InputError: the folder cannot be written, or is that of the library itself.
    """
    if folder.resolve() == library.folder.resolve():
        raise InputError(
            "folder for Coq files",
            given=f"{folder}, the library itself, whose list of files would be written over",
            admissible="any other folder",
            repair="name a new folder, such as build/coq",
        )
    names = [*library.sources, *(one.file for one in files)]
    for name, source in library.sources.items():
        write_atomically(folder / f"{name}.v", source, what="the Coq file")
    for one in files:
        write_atomically(folder / f"{one.file}.v", one.source, what="the Coq file")
    project = [f"-Q . {NAMESPACE}", "-arg -w -arg -ambiguous-paths", *(f"{n}.v" for n in names)]
    write_atomically(folder / "_CoqProject", "\n".join(project) + "\n", what="the project file")


def write_index(folder: Path, rows: list[dict[str, Any]]) -> None:
    """Write CLAIMS.json.

    Raises:
        InputError: it cannot be written.
    """
    text = json.dumps({"schema": 1, "claims": rows}, indent=1, ensure_ascii=False)
    write_atomically(folder / "CLAIMS.json", text + "\n", what="the list of claims")
