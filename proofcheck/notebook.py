"""An extension for IPython and Jupyter: `%load_ext proofcheck.notebook`.

Statements and paths show themselves in a notebook without it. It adds NumPy arrays of exact entries
or balls, the reports of the checker, and certificates of a folder.
"""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from proofcheck.arithmetic.displayed import displayed
from proofcheck.checker import Report


def load_ipython_extension(shell: Any) -> None:
    """Show matrices and reports of the checker in this shell from now on."""
    formats = shell.display_formatter.formatters
    formats["text/html"].for_type(np.ndarray, matrix_html)
    formats["text/latex"].for_type(np.ndarray, matrix_latex)
    formats["text/html"].for_type(Report, report_html)


def unload_ipython_extension(shell: Any) -> None:
    """Show them as before."""
    formats = shell.display_formatter.formatters
    for kind, type_ in (
        ("text/html", np.ndarray),
        ("text/latex", np.ndarray),
        ("text/html", Report),
    ):
        formats[kind].pop(type_, None)


def matrix_html(matrix: Any) -> str | None:
    """Return a matrix of exact entries or balls as HTML; `None` for other arrays."""
    return displayed(matrix)._repr_html_() if _is_exact(matrix) else None


def matrix_latex(matrix: Any) -> str | None:
    """Return a matrix of exact entries or balls as LaTeX; `None` for other arrays."""
    return displayed(matrix)._repr_latex_() if _is_exact(matrix) else None


def report_html(report: Report) -> str:
    """Return what the checker says of a certificate as HTML.

    >>> print(report_html(Report("saddle", "a < b", (), False, "too wide")).splitlines()[0])
    <p><strong>✗ not proved</strong>: too wide</p>
    """
    verdict = "✓ accepted" if report.accepted else "✗ not proved"
    facts = "".join(f"<li>{escape(fact)}</li>" for fact in report.leans_on)
    return (
        f"<p><strong>{verdict}</strong>: {escape(report.reason)}</p>\n"
        f"<p>{escape(report.kind)}: {escape(report.claim)}</p>\n"
        f"<p>leans on</p><ul>{facts}</ul>"
    )


def _is_exact(matrix: Any) -> bool:
    return matrix.dtype == object and matrix.ndim in (1, 2) and matrix.size > 0
