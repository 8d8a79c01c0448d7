"""Certificates of a folder: what each claims, whether the checker accepts it, whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from shlex import quote

from proofcheck.checker import (
    Report,
    expected_claim,
    expected_leaning,
    parse,
    read_case,
    verify_file,
)
from proofcheck.core import InputError
from proofcheck.report.marks import mark

CONCERNS = {
    "critical-point": ("theorem-7",),
    "local-minimum": ("theorem-8", "theorem-9"),
    "degenerate-minimum": ("remark-11", "beyond-split-chains"),
    "saddle": ("theorem-9",),
    "saddle-at-the-end": ("lemma-12",),
    "neuron": ("theorem-8", "theorem-9"),
    "suboptimal": ("theorem-2", "theorem-13"),
    "non-attracting": ("theorem-2", "theorem-13", "beyond-split-chains"),
    "structural-minimum": ("theorem-2", "beyond-split-chains"),
    "escape-path": ("theorem-5",),
}
"""The statements that a certificate of each kind is an instance of, or shows hypotheses of."""


@dataclass(frozen=True)
class Certificate:
    """A certificate as the report shows it; `verdict` is never better than the checker's."""

    name: str
    kind: str
    claim: str
    leans_on: tuple[str, ...]
    verdict: str
    reason: str
    concerns: tuple[str, ...]
    command: str
    bytes: int

    def _repr_html_(self) -> str:
        shown = mark(self.verdict)
        return (
            f"<p>{escape(self.name)}: <strong>{shown.sign} {escape(shown.word)}</strong>,"
            f" {escape(self.reason)}</p>\n<p>{escape(self.claim)}</p>"
            f"\n<p><code>{escape(self.command)}</code></p>"
        )


def certificates(folder: Path, *, verify: bool) -> tuple[Certificate, ...]:
    """Return the certificates of a folder in the order of their names.

    With `verify` the checker proves each anew; else none has a verdict.
    """
    return tuple(_certificate(path, verify) for path in sorted(folder.glob("*.json")))


def _certificate(path: Path, verify: bool) -> Certificate:
    command = f"proofcheck verify {quote(path.as_posix())}"
    try:
        report = verify_file(path) if verify else _unverified(path)
    except InputError as error:
        return Certificate(path.name, "-", "-", (), "malformed", str(error), (), command, 0)
    verdict = "accepted" if report.accepted else "not proved" if verify else "not verified here"
    return Certificate(
        name=path.name,
        kind=report.kind,
        claim=report.claim,
        leans_on=report.leans_on,
        verdict=verdict,
        reason=report.reason,
        concerns=_concerns(report),
        command=command,
        bytes=path.stat().st_size,
    )


def _unverified(path: Path) -> Report:
    try:
        case = read_case(parse(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"certificate {path.name}",
            given=type(error).__name__,
            admissible="a readable file of UTF-8 text",
            repair="check the file",
        ) from error
    reason = "the checker was not run for this report"
    leans_on = tuple(expected_leaning(case))
    return Report(case.kind, expected_claim(case), leans_on, accepted=False, reason=reason)


def _concerns(report: Report) -> tuple[str, ...]:
    if report.kind == "refutation":
        return ("theorem-9",)
    return CONCERNS.get(report.kind, ())
