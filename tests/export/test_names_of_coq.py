"""Words that statements use and that Coq has too: each is one that a reader expects."""

import re
import shutil
import subprocess

import pytest

from proofcheck.export.claims import CLAIMS
from proofcheck.export.sentences import defined, proved
from proofcheck.export.writer import exported
from tests.export.made_up_claims import LIBRARY

KNOWN = {"D", "matrix", "sigma", "sum", "within"}
"""Defined in `Statements.v`, `Sums.v` and `Certified.v`, and named in `docs/coq.md`."""
HEADER = """From Coq Require Import Reals QArith List Arith.
From Coquelicot Require Import Coquelicot.
"""


def words_of_statements():
    """The names of the library that the statements of the claims use."""
    texts = [exported(claim, LIBRARY).source.split("Theorem ")[-1] for claim in CLAIMS]
    used = {word for text in texts for word in re.findall(r"[\w']+", text)}
    names = {n for source in LIBRARY.sources.values() for n in defined(source) + proved(source)}
    return sorted(used & names)


def located(output):
    """The names that Coq knows without a module before them."""
    entries = re.split(r"\n(?=[A-Z])", output)
    found = [re.match(r"(?:Constant|Constructor|Inductive|Notation) (\S+)", e) for e in entries]
    short = zip(entries, found, strict=True)
    return {m[1].rpartition(".")[2] for e, m in short if m and "shorter name" not in e}


def test_what_coq_prints_of_a_name_is_understood():
    printed = (
        "Constant Coquelicot.Hierarchy.sum\nNo object of basename gamma\n"
        "Constant Coq.Init.Nat.add\n  (shorter name to refer to it in current context is Nat.add)"
    )
    assert located(printed) == {"sum"}


def test_the_words_of_statements_are_found():
    assert {"loss", "gamma", "critical_on", "B_definite", *KNOWN} <= set(words_of_statements())


@pytest.mark.campaign
@pytest.mark.skipif(shutil.which("coqc") is None, reason="no coqc: Coq was asked for no name")
def test_no_statement_reads_otherwise_to_coq_than_to_its_reader(tmp_path):
    text = HEADER + "".join(f"Locate {name}.\n" for name in words_of_statements())
    (tmp_path / "Names.v").write_text(text)
    command = ["coqc", "-q", "-w", "none", "Names.v"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert located(done.stdout) == KNOWN
