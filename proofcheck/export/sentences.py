"""What a Coq source says, sentence by sentence, and which sentences could hide an assumption.

The audit asks Coq what a theorem assumes. This is the second lock: commands are on a short list, so
that nothing adds an axiom, loads a file or a plugin, switches a check off, gives a symbol another
meaning, or makes a module that is named as those with the axioms of the real numbers are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LIBRARIES = frozenset({"Coq", "Coquelicot", "Interval", "Proofcheck"})
TERMS = frozenset({"Definition", "Fixpoint", "Record", "Inductive"})
KNOWN = TERMS | {"Theorem", "Lemma", "Ltac", "Section", "End"}
IN_SECTION = frozenset({"Variable", "Variables", "Hypothesis", "Hypotheses", "Context", "Let"})
"""Commands that are premises in a section, and axioms outside."""
ENDS = frozenset({"Qed", "Defined"})
TOKEN = re.compile(
    r'(?P<text>"(?:[^"]|"")*")|(?P<open>\(\*)|(?P<close>\*\))|(?P<end>\.(?=\s|$))|[^"(*.]+|.', re.S
)
LEADING = re.compile(r"^(?:[-+*{}\s]+|all:|\d+(?:-\d+)?:|Local\s)+")
WORD = re.compile(r"[A-Za-z_][\w']*")
REQUIRE = re.compile(r"^From\s+(\w+)\s+Require\s+Import\s+[\w.\s]+$")
SYMBOL = re.compile(r'^Notation\s+"')
SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"^Open\s+Scope\s+(R|Q|Z|nat)_scope$",
        r"^Notation(\s+[\w']+)+\s*:=",
        r"^Arguments\s+\w+(\s+\{\w+\})+$",
        r"^Module\s+[FI]\s*:=\s*[\w.]+\s+[\w.]+$",
        r"^Import\s+ListNotations$",
        r"^Proof$",
        r"^$",
    )
)


def sentences(source: str) -> Iterator[str]:
    r"""Yield the sentences of a source, without comments, in one line each.

    >>> list(sentences('Lemma a (* x. (* y *) *) : b.\nProof. easy. Qed.'))
    ['Lemma a : b', 'Proof', 'easy', 'Qed']
    >>> list(sentences('Definition s := "(*". Axiom a : b.'))
    ['Definition s := "(*"', 'Axiom a : b']
    """
    depth, kept = 0, ""
    for token in TOKEN.finditer(source):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close" and depth:
            depth -= 1
            kept += " "
        elif not depth and token.lastgroup == "end":
            yield " ".join(kept.split())
            kept = ""
        elif not depth:
            kept += token[0]
    if kept.strip() or depth:
        yield " ".join(kept.split())


def unproved(source: str) -> list[str]:
    """Return the sentences of a source that could let something unproved pass, shortened.

    >>> unproved("Lemma a : b. Admitted. (* Axiom *)"), unproved("Variable a : b.")
    (['Admitted'], ['Variable a : b'])
    >>> unproved("Section A. Variable a : nat. Lemma b : a = a. Proof. easy. Qed. End A.")
    []
    """
    sections: list[str] = []
    proving, found = False, []
    for sentence in sentences(source):
        bare = LEADING.sub("", sentence)
        first = _first(bare)
        if proving:
            fine = first in ENDS or not (first[:1].isupper() or bare.startswith("#"))
        else:
            fine = _is_known(bare, first, bool(sections))
            _enter(bare, first, sections)
        if not fine:
            found.append(sentence[:60])
        proving = first == "Proof" or (proving and first not in ENDS)
    return found


def defined(source: str) -> list[str]:
    """Return the names that a source defines for the files that import it, without its lemmas.

    >>> defined("Definition a := 1. Record b := B { c : nat; d : nat }. Lemma e : a = a.")
    ['a', 'b', 'B', 'c', 'd']
    """
    found = []
    depth = 0
    for sentence in sentences(source):
        bare = LEADING.sub("", sentence)
        first = _first(bare)
        depth += (first == "Section") - (first == "End")
        if first in TERMS or (first == "Notation" and not depth):
            found += WORD.findall(bare)[1:2]
        if first == "Record":
            found += re.findall(r":=\s*([\w']+)\s*\{", bare) + re.findall(r"[{;]\s*([\w']+)", bare)
        if first == "Inductive":
            found += re.findall(r"(?::=|\|)\s*([\w']+)", bare)
    return found


def proved(source: str) -> list[str]:
    """Return the names of the lemmas and theorems of a source.

    >>> proved("Lemma a : b. Proof. easy. Qed. Definition c := 1. Theorem d : e.")
    ['a', 'd']
    """
    bare = (LEADING.sub("", sentence) for sentence in sentences(source))
    return [WORD.findall(b)[1] for b in bare if _first(b) in ("Lemma", "Theorem")]


def _first(bare: str) -> str:
    word = WORD.match(bare)
    return word[0] if word else ""


def _enter(bare: str, first: str, sections: list[str]) -> None:
    name = bare.split()[-1:]
    if first == "Section":
        sections += name
    elif first == "End" and name == sections[-1:]:
        sections.pop()


def _is_known(bare: str, first: str, in_section: bool) -> bool:
    if first == "From":
        found = REQUIRE.match(bare)
        return found is not None and found[1] in LIBRARIES
    if first in IN_SECTION or SYMBOL.match(bare):
        return in_section
    if first in KNOWN:
        return not _defines_more(bare)
    return any(shape.match(bare) for shape in SHAPES)


def _defines_more(bare: str) -> bool:
    """Return whether a sentence goes on with `with`, and so defines names that are not its own."""
    words = WORD.findall(bare)
    return words.count("with") > words.count("match")
