"""The page of findings, made from the theorem modules.

Usage: python -m documents.findings     writes docs/findings.md
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from proofcheck.core import Check, Finding, FindingKind, Statement, Step
from proofcheck.core.replacing import write_whole
from proofcheck.runner.discovery import discover
from proofcheck.runner.paper import paper_ids

PAGE = Path(__file__).resolve().parents[1] / "docs" / "findings.md"

HEAD = (
    "# Findings\n\n"
    "What the modules say is wrong or superfluous in the printed text, in the order of the"
    " statements. This page is made from the modules by `python -m documents.findings`; a test"
    " compares.\n\n"
    "`proofcheck check` reports a finding only if the machine shows it in that run: the named steps"
    " are refuted, by a confirmed counterexample, or, for a hypothesis that is superfluous, derived"
    " without it; and the steps of the repair hold. One that does not reproduce ends `check` with"
    " status 1. `proofcheck check ID`, then `proofcheck show ID`, prints the evidence.\n"
)

MEANING = {
    FindingKind.MISPRINT: "a symbol or index that is not what was meant",
    FindingKind.CONSTANT: "a constant, sign or index that is wrong",
    FindingKind.MISSING_HYPOTHESIS: "true only under a further assumption",
    FindingKind.SUPERFLUOUS_HYPOTHESIS: "an assumption that is not needed",
    FindingKind.INVALID_INFERENCE: "a step of a proof that does not follow, and is repaired",
    FindingKind.FALSE_AS_STATED: "the statement as printed is false",
    FindingKind.EXPERIMENT: "the experiment is not the one the model describes",
}


TYPOGRAPHY = (
    (10, "section 5, set of parameters of the smaller network", "'{([u_{r,i}]_i, ...}' lacks ')'"),
    (13, "proof of Theorem 13, display and next line", "'n(l, 1; x_alpha)' for n(1, 1; x_alpha)"),
    (14, "second line", "no full stop after 'kernel of the Hessian'"),
    (14, "Remark 14, sixth line", "'from a more complex network with a larger network'"),
    (21, "proof of Lemma 12, second line", "'(using the relation' is not closed"),
    (23, "proof of Theorem 9, second line", "'at a the critical point'"),
    (28, "proof of Theorem 5, second to fifth line", "the label '(ii)' is missing"),
    (30, "headings of B.2 and B.3", "'Section V' and 'Section VI' for sections 5 and 6"),
    (30, "table B.3, last row", "'f_Gamma^l' has an index of a layer, f_Gamma on p. 20 has none"),
)
"""Page, place and slip where nothing can be evaluated: no findings, and no machine evidence."""


def findings_page(statements: Iterable[Statement]) -> str:
    """Return the text of the page."""
    shown = [statement for statement in statements if statement.findings]
    parts = [HEAD, _counts(shown), *(_section(statement) for statement in shown), _typography()]
    return "\n".join(parts)


def in_order() -> list[Statement]:
    """Return the statements of the installed modules: the paper's in its order, then ours."""
    library = discover(here=Path(__file__).parent)
    ours = sorted(set(library.statements) - set(paper_ids()))
    names = [n for n in (*paper_ids(), *ours) if n in library.statements]
    return [library.statements[name] for name in names]


def _typography() -> str:
    rows = [f"* p. {page}, {_text(place)}: {_text(slip)}" for page, place, slip in TYPOGRAPHY]
    head = "Slips of the setting, in which nothing can be evaluated; there is no machine evidence."
    return "\n".join(["## Typography", "", head, "", *rows, ""])


def _counts(statements: Iterable[Statement]) -> str:
    kinds = [finding.kind for statement in statements for finding in statement.findings]
    rows = [f"| {k.value} | {MEANING[k]} | {kinds.count(k)} |" for k in FindingKind if k in kinds]
    return "\n".join(["| kind | means | findings |", "|---|---|---|", *rows, ""])


def _section(statement: Statement) -> str:
    lines = [f"## {statement.id}", "", f"{statement.title} (p. {statement.page}).", ""]
    for finding in statement.findings:
        lines += [f"### {finding.id} (p. {finding.page})", "", *_body(statement, finding), ""]
    return "\n".join(lines)


def _body(statement: Statement, finding: Finding) -> Iterator[str]:
    yield f"* **Where**: page {finding.page}, {_text(finding.place)}"
    yield f"* **{finding.kind.value}**: {_text(finding.claim)}"
    yield f"* **Repair**: {_text(finding.repair)}"
    yield f"* **Shown by** {_verb(finding)}: {_steps(statement, finding.shown_by)}"
    if finding.repaired_by:
        yield f"* **The repair rests on**: {_steps(statement, finding.repaired_by)}"


def _verb(finding: Finding) -> str:
    if finding.unused is not None:
        return f"a derivation that does not use the hypothesis `{finding.unused}`"
    return "what holds" if finding.holds else "a refutation"


def _steps(statement: Statement, ids: Iterable[str]) -> str:
    return "; ".join(_step(statement.step(name)) for name in ids)


def _step(step: Step) -> str:
    kinds = ", ".join(dict.fromkeys(_kind(check) for check in step.checks))
    return f"step `{step.id}` ({kinds}), {_text(step.claim)}"


def _kind(check: Check) -> str:
    return check.kind.value


def _text(text: str) -> str:
    """Return text that Markdown shows as it is."""
    for mark in "\\`*_[]<|":
        text = text.replace(mark, "\\" + mark)
    return text


if __name__ == "__main__":
    write_whole(PAGE, findings_page(in_order()))
