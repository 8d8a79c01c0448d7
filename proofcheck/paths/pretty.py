"""Paths in a notebook: the formulas of every layer, and what happens to outputs and loss."""

from __future__ import annotations

from html import escape

from proofcheck.paths.escape_path import EscapePath
from proofcheck.paths.pieces import pieces

PATH_LATEX = (
    r"$$ f_\Gamma(t)=z+t\,(y-z),\qquad "
    r"\mathcal{L}(\Gamma(t))=(1-t)^2\,\lVert y-z\rVert^2,\qquad 0\le t\le1 $$"
)


def path_html(path: EscapePath) -> str:
    """Return a path as HTML: network, wide layer, loss, and what each layer does."""
    network, start = path.start.network, path.start
    title = f"path from a {network.architecture.label()} network to loss 0"
    rows = "".join(
        f"<tr><th>{piece.layer}</th><td>{escape(piece.formula)}</td>"
        f"<td>{escape(piece.lemma)}</td></tr>"
        for piece in pieces(path)
    )
    head = "<tr><th>layer</th><th>weights at t</th><th>by</th></tr>"
    words = f"start within {start.epsilon} of the given parameters, wide layer {start.layer}"
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    return f"<h4>{escape(title)}</h4>\n<p>{escape(words)}</p>\n{PATH_LATEX}\n{table}"
