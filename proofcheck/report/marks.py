"""Marks: how a status is shown. The word and the sign say it; colour only repeats it."""

from __future__ import annotations

from dataclasses import dataclass

from proofcheck.runner.entries import Entry


@dataclass(frozen=True)
class Mark:
    """The word of a status, a sign that differs for each, and the name of its style."""

    word: str
    sign: str
    style: str


MARKS = {
    mark.word: mark
    for mark in (
        Mark("settled", "✓", "settled"),
        Mark("sampled", "≈", "sampled"),
        Mark("cited", "§", "cited"),
        Mark("undecided", "?", "undecided"),
        Mark("refuted", "✗", "refuted"),
        Mark("not checked", "○", "absent"),
        Mark("stale, not checked", "↻", "absent"),
        Mark("not encoded", "–", "absent"),
        Mark("holds", "✓", "settled"),
        Mark("accepted", "✓", "settled"),
        Mark("not proved", "✗", "refuted"),
        Mark("malformed", "✗", "refuted"),
        Mark("not verified here", "○", "absent"),
        Mark("kernel", "✓", "settled"),
        Mark("emitted-unchecked", "○", "absent"),
        Mark("not-exported", "–", "absent"),
        Mark("killed", "✓", "settled"),
        Mark("equivalent", "=", "settled"),
        Mark("survives", "✗", "refuted"),
        Mark("reproduced", "✓", "settled"),
        Mark("not reproduced", "?", "undecided"),
    )
}
STATUSES = tuple(MARKS)[:8]
"""The words that a statement can have, strongest first."""


def mark(word: str) -> Mark:
    """Return the mark of a status; a word that is unknown never looks like success.

    >>> mark("settled").sign, mark("splendid").style
    ('✓', 'absent')
    """
    return MARKS.get(word, Mark(word, "○", "absent"))


def status_word(entry: Entry, stale: frozenset[str]) -> str:
    """Return the word of a statement's status; one that was not checked has none of the five."""
    if entry.stored is not None:
        return entry.repaired.status.word
    return "stale, not checked" if entry.statement.id in stale else "not checked"
