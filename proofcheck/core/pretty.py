"""Statements in a notebook: HTML with LaTeX inside, and LaTeX alone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proofcheck.core.statement import Statement


def statement_line(statement: Statement) -> str:
    """Return a statement in one line, as a prompt shows it."""
    page = f", p. {statement.page}" if statement.page else ""
    return f"<{statement.id}{page}: {statement.title}>"


def statement_latex(statement: Statement) -> str | None:
    """Return the formulas of a statement, each a display; `None` where it has none.

    >>> from proofcheck.core import Statement, Step
    >>> statement_latex(Statement("b", "B", 1, "b", (Step("s", "b", 1, ()),), latex=("x^2",)))
    '$$ x^2 $$'
    """
    shown = _displays((*statement.latex, *statement.latex_repaired))
    return shown or None


def statement_html(statement: Statement) -> str:
    """Return what a statement says, with its formulas; a status is the ledger's to say.

    >>> from proofcheck.core import Statement, Step
    >>> shown = statement_html(Statement("b", "a < b", 7, "b", (Step("s", "b", 7, ()),)))
    >>> print(shown.splitlines()[0])
    <h4>b: a &lt; b</h4>
    """
    where = statement.source or "the paper"
    page = f", p. {statement.page}" if statement.page else ""
    parts = [
        f"<h4>{escape(statement.id)}: {escape(statement.title)}</h4>",
        f"<p>{escape(where)}{page}</p>",
        f"<p>{escape(statement.claim)}</p>",
        escape(_displays(statement.latex)),
    ]
    if statement.repaired is not None:
        parts += [f"<p><em>Repaired:</em> {escape(statement.repaired)}</p>"]
        parts += [escape(_displays(statement.latex_repaired))]
    if statement.hypotheses:
        rows = (f"<li>{escape(h.id)}: {escape(h.text)}</li>" for h in statement.hypotheses)
        parts += ["<p>Hypotheses</p>", f"<ul>{''.join(rows)}</ul>"]
    steps = (
        f"<li>{escape(s.id)} ({s.form.value}): {escape(s.claim)}</li>" for s in statement.steps
    )
    return "\n".join([*parts, "<p>Steps</p>", f"<ol>{''.join(steps)}</ol>"])


def _displays(formulas: tuple[str, ...]) -> str:
    return "\n".join(f"$$ {formula} $$" for formula in formulas)
