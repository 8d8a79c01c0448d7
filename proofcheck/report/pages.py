"""The pages of a report: file name -> HTML, each complete in itself."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

import proofcheck
from proofcheck.report.figures.drawing import Drawn
from proofcheck.report.graph import HEIGHT, WIDTH, layout
from proofcheck.report.marks import mark
from proofcheck.report.source import Source
from proofcheck.report.typeset import mathml, prose
from proofcheck.report.views import FindingView, StatementView, fate, statement_views
from proofcheck.runner.sources import versions

FIXED = ("index", "findings", "certificates", "about", "figures")
KINDS = {
    "false-as-stated": "False as stated",
    "invalid-inference": "Invalid inferences, repaired",
    "missing-hypothesis": "Missing hypotheses",
    "constant": "Wrong constants or indices",
    "experiment": "The experiment differs from the model",
    "superfluous-hypothesis": "Superfluous hypotheses",
    "misprint": "Misprints",
}
"""The kinds of findings in words, the gravest first."""


@cache
def templates() -> Environment:
    """Return the templates; everything they show is escaped unless it is known to be markup."""
    environment = Environment(
        loader=PackageLoader("proofcheck.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(prose=prose, mathml=mathml, fate=fate, lines=_lines)
    environment.globals.update(
        mark=mark, version=proofcheck.__version__, box={"width": WIDTH, "height": HEIGHT}
    )
    return environment


def _lines(data: Any) -> str:
    """Return data as JSON over several lines, still to be escaped."""
    return json.dumps(data, indent=1, ensure_ascii=False)


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """Return a file name for each id; ids that give one name are numbered.

    >>> list(file_names(["lemma-12", "index", "../a b", "a-b"]).values())
    ['lemma-12.html', 'index-2.html', 'a-b.html', 'a-b-2.html']
    """
    seen, names = Counter(FIXED), {}
    for name in ids:
        plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "statement"
        while True:
            seen[plain] += 1
            if seen[plain] == 1:
                break
            plain = f"{plain}-{seen[plain]}"
        names[name] = f"{plain}.html"
    return names


def pages(source: Source, figures: tuple[Drawn, ...] = ()) -> dict[str, str]:
    """Return every page of the report, the index last."""
    views = tuple(statement_views(source))
    files = file_names(view.id for view in views)
    shared: dict[str, Any] = {
        "source": source,
        "views": views,
        "files": files,
        "findings": _findings(views),
        "figures": figures,
    }
    made = {files[view.id]: _render("statement", shared, view=view) for view in views}
    made["findings.html"] = _render("findings", shared, kinds=KINDS)
    made["certificates.html"] = _render("certificates", shared)
    made["about.html"] = _render("about", shared, libraries=versions(), slow=_slowest(views))
    if figures:
        made["figures.html"] = _render("figures", shared)
    made["index.html"] = _render("index", shared, graph=_graph(source), by_id=_by_id(views))
    return made


def _render(template: str, shared: Mapping[str, Any], **more: Any) -> str:
    return templates().get_template(f"{template}.html").render(**shared, **more)


def _findings(views: Iterable[StatementView]) -> tuple[FindingView, ...]:
    """Return all findings by page."""
    found = (finding for view in views for finding in view.findings)
    return tuple(sorted(found, key=lambda view: view.finding.page))


def _graph(source: Source) -> Any:
    uses = {entry.statement.id: entry.statement.uses for entry in source.entries}
    return layout({**uses, **{statement.id: () for statement in source.not_encoded}})


def _by_id(views: Iterable[StatementView]) -> dict[str, StatementView]:
    return {view.id: view for view in views}


def _slowest(views: Iterable[StatementView], count: int = 10) -> list[tuple[StatementView, Any]]:
    steps = [(view, step) for view in views if view.checked for step in view.steps]
    return sorted(steps, key=lambda pair: -pair[1].seconds)[:count]
